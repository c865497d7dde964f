/*
 * shell_signals: what is signalled to a shell, noted until it looks.
 *
 * Ctrl-C is for the command that runs, or the line that is typed; Ctrl-Z stops
 * the shell when its command has stopped; the rest ends it, when all is wiped.
 */
#ifndef STRONGROOM_CLI_SHELL_SIGNALS_H
#define STRONGROOM_CLI_SHELL_SIGNALS_H

#include <stdbool.h>
#include <stdint.h>

/* Note them from now on; let them do what they did before. */
void shell_signals_watch(void);
void shell_signals_unwatch(void);

enum shell_wait { WAIT_READY, WAIT_TIME, WAIT_SIGNAL };

/*
 * Until fd (none if below 0) can be read, a signal was noted or so much time is
 * over; after a second at the latest, for the clock to be asked anew.
 */
enum shell_wait shell_signals_wait(int fd, int64_t left_ms);

/* Was that one noted? It is forgotten then. */
bool shell_signals_take(int sig);

/* One that ends the program; 0: none. It stays. */
int shell_signals_end(void);

/* Stop as by Ctrl-Z, until somebody has the process go on. */
void shell_signals_stop(void);

#endif
