/*
 * cli: the program, from its arguments to its exit status.
 */
#ifndef STRONGROOM_CLI_CLI_H
#define STRONGROOM_CLI_CLI_H

/* Run one command; the value to return from main. */
int cli_main(int argc, char **argv);

#endif
