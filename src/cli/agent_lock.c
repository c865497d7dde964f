/*
 * agent_lock: ending agents, also one that does not answer.
 */
#include "agent_int.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* What does not answer is killed, which wipes nothing, but leaves nothing either. */
static enum rc lock_line(int line, pid_t pid, struct agent_status *st, struct err *e)
{
	enum rc rc = agent_line_status(line, AGENT_LOCK, st, e);

	if (rc == RC_OK && agent_line_ended(line))
		return RC_OK;
	if (pid > 0 && (kill(pid, SIGKILL) == 0 || errno == ESRCH) && agent_line_ended(line))
		return RC_OK;
	return err_set(e, RC_FAIL,
	    "an agent does not end when it is told to; find the process sr-agent, and kill it");
}

enum rc agent_lock(int fd, struct agent_status *st, struct err *e)
{
	int line = agent_line_new(fd, e);
	enum rc rc;

	if (line < 0)
		return RC_NOTFOUND;
	rc = lock_line(line, 0, st, e);
	close(line);
	return rc;
}

/* The folder may be that of other things too, such as the vault. */
static void remove_socket(int folder, const char *name)
{
	struct stat st;

	if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISSOCK(st.st_mode))
		(void)unlinkat(folder, name, 0);
}

static enum rc lock_socket(
    int folder, const char *name, agent_each *each, void *arg, struct err *e)
{
	struct agent_status st = {0};
	pid_t pid;
	int line = agent_connect(folder, name, &pid, NULL);
	enum rc rc;

	/* One that lets nobody in, or was left by one that was killed. */
	if (line < 0) {
		remove_socket(folder, name);
		return RC_OK;
	}
	if ((rc = lock_line(line, pid, &st, e)) == RC_OK)
		rc = each(arg, &st, e);
	close(line);
	return rc;
}

enum rc agent_lock_all(agent_each *each, void *arg, struct err *e)
{
	int folder = agent_folder(NULL);
	int again = folder < 0 ? -1 : dup(folder);
	DIR *all = again < 0 ? NULL : fdopendir(again);
	struct dirent *entry;
	enum rc rc = RC_OK;

	while (all != NULL && (entry = readdir(all)) != NULL) {
		struct err why;
		enum rc one;

		if (entry->d_name[0] == '.')
			continue;
		/* One that fails keeps none of the others from being locked. */
		one = lock_socket(folder, entry->d_name, each, arg, &why);
		if (one != RC_OK && rc == RC_OK)
			rc = err_set(e, one, "%s", why.text);
	}
	if (all != NULL)
		closedir(all);
	else if (again >= 0)
		close(again);
	if (folder >= 0)
		close(folder);
	return rc;
}
