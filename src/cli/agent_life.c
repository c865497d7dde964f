/*
 * agent_life: when the agent ends, and when what it learned goes to the disk.
 */
#include "agent_int.h"

#include <fcntl.h>

#include "base/clock.h"
#include "watch.h"

enum {
	LOOK_MS = 1000,    /* how often the vault is looked at */
	SLEPT_MS = 2000,   /* the clocks part by less when they are read in turn */
	OWES_MS = 5 * 1000 /* what is learned is on disk by then */
};

static int64_t slept_ms(void)
{
	return clock_running_ms() - clock_awake_ms();
}

bool agent_life_socket(const struct agent_life *l)
{
	struct stat st;

	return l->a->listener < 0 ||
	       (fstatat(l->a->folder, l->a->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		   st.st_dev == l->socket.st_dev && st.st_ino == l->socket.st_ino);
}

void agent_life_begin(struct agent_life *l, struct agent *a)
{
	*l = (struct agent_life){.a = a, .used_ms = clock_running_ms(), .slept_ms = slept_ms()};
	l->began_ms = l->saved_ms = l->used_ms;
	l->over = a->listener >= 0 &&
		  fstatat(a->folder, a->name, &l->socket, AT_SYMLINK_NOFOLLOW) != 0;
}

/* Whoever keeps on asking does not keep it: any program of the user could. */
int64_t agent_life_left_ms(const struct agent_life *l)
{
	const int64_t key_ms = watch_last_ms(l->a->watch);
	const int64_t idle = (key_ms > l->used_ms ? key_ms : l->used_ms) + l->a->idle_ms;
	const int64_t last = l->began_ms + AGENT_IDLE_MOST_MS;

	return (l->a->control < 0 && last < idle ? last : idle) - clock_running_ms();
}

/* Idle for too long, asleep, logged out, or not the vault and member of before. */
void agent_life_check(struct agent_life *l)
{
	int64_t now = clock_running_ms();

	l->over |= agent_life_left_ms(l) <= 0 || slept_ms() - l->slept_ms > SLEPT_MS ||
		   !agent_life_socket(l);
	if (l->over || now - l->watched_ms < LOOK_MS)
		return;
	l->watched_ms = now;
	l->over |= keeper_watch(l->a->keeper, NULL) != RC_OK;
}

/*
 * What a command recorded is remembered when it has ended, so that it does not
 * wait for the disk twice; a moment later, so that the two are not in each
 * other's way. That nothing could be written is told to nobody: the next
 * program that can, does.
 */
void agent_life_save(struct agent_life *l, bool quiet)
{
	int64_t now = clock_running_ms();

	if (quiet && l->recorded) {
		l->recorded = false;
		(void)!keeper_catch_up(l->a->keeper, NULL);
	}
	if (!keeper_owes(l->a->keeper))
		l->saved_ms = now;
	else if (quiet || now - l->saved_ms > OWES_MS)
		(void)!keeper_save(l->a->keeper, NULL);
}

/* No other time will come, be the command that recorded something over or not. */
void agent_life_save_last(struct agent_life *l)
{
	l->recorded = true;
	agent_life_save(l, true);
}
