/*
 * more: from the daily program to the one that has every library.
 *
 * Drawing sheets and reading other programs' files takes libraries that a reveal
 * does not need, and to load them would take a good part of its time. So the
 * program that people call has few, and becomes the other for such commands,
 * before it has read anything. Both lie in one folder.
 */
#include "app.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char NAME[] = "strongroom-more";

enum rc more_run(char **argv, struct err *e)
{
	char path[PATH_MAX + sizeof NAME];
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX);
	char *slash;

	if (n <= 0 || n == PATH_MAX)
		return err_errno(e, RC_FAIL, "the folder of this program cannot be found");
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL)
		return err_set(e, RC_FAIL, "the folder of this program cannot be found");
	snprintf(slash + 1, sizeof NAME, "%s", NAME);
	execv(path, argv);
	return err_errno(e, RC_FAIL,
	    "%s, which this command needs, cannot be run; install strongroom again", path);
}
