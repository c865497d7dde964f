#include "transfer/export_kit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "envelope/kit.h"
#include "export_file_int.h"
#include "vault/roster.h"
#include "vault/session.h"

static const char ASIDE[] = ".unknown"; /* so that no double click opens it */

enum { PAGE_MAX = 16 << 20 };

static const uint8_t NOTHING[HASH_SIZE];

void kit_report_finish(struct kit_report *r)
{
	export_report_finish(&r->export);
	free(r->aside);
	*r = (struct kit_report){0};
}

struct paths {
	char *export;
	char *page;
	char *readme;
};

static void paths_finish(struct paths *p)
{
	free(p->export);
	free(p->page);
	free(p->readme);
}

static enum rc paths_fill(
    struct paths *p, const struct session *s, const char *dir, struct err *e)
{
	enum rc rc;

	p->export = file_join(dir, KIT_EXPORT);
	p->page = file_join(dir, KIT_PAGE);
	p->readme = file_join(dir, KIT_README);
	if (p->export == NULL || p->page == NULL || p->readme == NULL)
		return err_nomem(e);
	if ((rc = session_check_name(s, p->page, "the page of the kit", e)) != RC_OK)
		return rc;
	return session_check_name(s, p->readme, "the text of the kit", e);
}

/*
 * Only the last part: a stick that is not plugged in must not become a folder
 * of this computer's disk.
 */
static enum rc make_dir(bool *made, const char *dir, struct err *e)
{
	*made = mkdir(dir, 0700) == 0;
	if (*made || errno == EEXIST)
		return RC_OK;
	return err_errno(e, RC_IO, "cannot make the folder %s", dir);
}

/* the page */

/* What has the name of the page: a hash of zeros if it is no file that can be read. */
static bool look(uint8_t hash[HASH_SIZE], const char *path)
{
	struct buf content = {0};
	struct stat st;
	int fd;

	memset(hash, 0, HASH_SIZE);
	if (lstat(path, &st) != 0)
		return false;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return true;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    file_read_fd(&content, fd, PAGE_MAX, NULL) == RC_OK)
		sha256(hash, buf_slice(&content));
	close(fd);
	buf_finish(&content);
	return true;
}

static bool same(const uint8_t *a, const uint8_t *b)
{
	return memcmp(a, b, HASH_SIZE) == 0;
}

/* Without a page of our own: what nobody vouches for stands in nobody's way. */
static enum rc put_aside(struct kit_report *r, const char *path, struct err *e)
{
	struct stat st;

	r->page = KIT_STATE_NONE;
	if (!r->foreign)
		return RC_OK;
	if (asprintf(&r->aside, "%s%s", path, ASIDE) < 0) {
		r->aside = NULL;
		return err_nomem(e);
	}
	if (lstat(r->aside, &st) == 0)
		return err_set(e, RC_IO,
		    "%s is not a page that can be relied on, and cannot be called %s: that is "
		    "there already; remove both",
		    path, r->aside);
	if (rename(path, r->aside) != 0)
		return err_errno(e, RC_IO, "cannot rename %s to %s", path, r->aside);
	return RC_OK;
}

static enum rc put_page(struct kit_report *r, const char *path, struct err *e)
{
	const uint8_t *own = kit_page_hash();
	bool named = !same(r->named, NOTHING);
	bool there = look(r->hash, path);
	struct slice page;

	r->page = KIT_STATE_SHEETS;
	if (there && named && same(r->hash, r->named)) {
		r->kept = own == NULL || !same(own, r->hash);
		return RC_OK;
	}
	r->foreign = there && (own == NULL || !same(own, r->hash));
	memcpy(r->had, r->foreign ? r->hash : NOTHING, HASH_SIZE);
	if (!kit_page(&page)) {
		memcpy(r->hash, NOTHING, HASH_SIZE);
		return put_aside(r, path, e);
	}
	memcpy(r->hash, own, HASH_SIZE);
	if (!named)
		r->page = KIT_STATE_UNNAMED;
	else if (!same(own, r->named))
		r->page = KIT_STATE_OTHER;
	return there && !r->foreign ? RC_OK : file_write(path, page.p, page.n, e);
}

/* the text */

static enum rc put_readme(
    const struct kit_report *r, const struct session *s, const char *path, struct err *e)
{
	const struct envelope *v = &session_roster(s)->envelope;
	struct buf text = {0};
	char now[CLOCK_TEXT];
	enum rc rc;

	clock_local(now, v->sealed_ms);
	kit_readme(&text, &(struct kit_readme){.council = slice_str(session_council(s)),
			      .date = slice_str(now),
			      .serial = v->serial,
			      .need = v->need,
			      .page = r->page != KIT_STATE_NONE});
	rc = buf_ok(&text) ? file_write(path, text.p, text.n, e) : err_nomem(e);
	buf_finish(&text);
	return rc;
}

/* The export is there and on record: a failure after it must not hide that. */
static enum rc put_rest(
    struct kit_report *r, const struct session *s, const struct paths *p, struct err *e)
{
	struct err why = {0};
	enum rc rc;

	memcpy(r->named, session_roster(s)->envelope.page, HASH_SIZE);
	rc = put_page(r, p->page, &why);
	if (rc == RC_OK)
		rc = put_readme(r, s, p->readme, &why);
	if (rc != RC_OK)
		err_set(e, rc,
		    "%s was sealed, but the rest of the kit is not as it should be: %s",
		    p->export, why.text);
	return rc;
}

enum rc export_kit(struct kit_report *report, struct session *s, const char *dir, struct err *e)
{
	struct paths p = {0};
	bool made = false;
	enum rc rc;

	*report = (struct kit_report){0};
	if ((rc = paths_fill(&p, s, dir, e)) != RC_OK ||
	    (rc = make_dir(&made, dir, e)) != RC_OK)
		goto out;
	if ((rc = export_seal(&report->export, s, p.export, e)) == RC_OK)
		rc = put_rest(report, s, &p, e);
	else if (made)
		(void)rmdir(dir);
out:
	if (rc != RC_OK)
		kit_report_finish(report);
	paths_finish(&p);
	return rc;
}

enum rc export_kit_renew(const struct session *s, const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	char *dir = file_dirname(path);
	struct kit_report r = {.page = KIT_STATE_NONE};
	struct paths p = {0};
	struct stat st;
	enum rc rc = dir == NULL ? err_nomem(e) : paths_fill(&p, s, dir, e);

	if (rc == RC_OK && strcmp(slash == NULL ? path : slash + 1, KIT_EXPORT) == 0 &&
	    export_file_begins(p.readme, KIT_README_FIRST)) {
		if (lstat(p.page, &st) == 0)
			r.page = KIT_STATE_SHEETS;
		rc = put_readme(&r, s, p.readme, e);
	}
	paths_finish(&p);
	free(dir);
	return rc;
}
