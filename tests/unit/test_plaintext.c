/*
 * No key, no secret: nothing that somebody typed lies readable in the vault, in
 * its journal, or in what is remembered; not even eight bytes of it.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "fixture.h"
#include "session_int.h"
#include "tap.h"
#include "vault/collection.h"
#include "vault/content.h"
#include "vault/grant.h"
#include "vault/item.h"

static struct fixture f;

/* Long enough to be in no other place by chance, and each unlike the others. */
static const char TITLE[] = "Zq7WunityTrustAccount";
static const char NEW_TITLE[] = "Jx4RenamedLaterOn";
static const char USER[] = "pk3Treasurer@parishmail";
static const char URL[] = "https://m8vbank.example/sign-in";
static const char TAG[] = "y5Bfinance-committee";
static const char TYPE[] = "h2Ccustomtypename";
static const char LABEL[] = "w9Dmemorable-place";
static const char PLAIN[] = "f6Gsort-code-20-11-33";
static const char SECRET[] = "t1KCorrectHorseBattery";
static const char NOTES[] = "n0LKey is under the third stone";
static const char COLLECTION[] = "b3MPersonnel and disputes";
static const char REASON[] = "c7Nto pay the grass cutter";
static const char HOST[] = "x2Pclerks-old-laptop";

static const char *const ALL[] = {TITLE, NEW_TITLE, USER, URL, TAG, TYPE, LABEL, PLAIN, SECRET,
    NOTES, COLLECTION, REASON, HOST};

enum { WINDOW = 8, MANY = sizeof ALL / sizeof ALL[0] };

/* The first text of which eight bytes in a row are in the file; NULL if none. */
static const char *readable(const char *path)
{
	struct buf b = {0};
	const char *hit = NULL;
	struct err e;

	must(file_read(&b, path, 1 << 28, &e), &e, path);
	for (size_t i = 0; i < MANY; i++)
		for (size_t k = 0; k + WINDOW <= strlen(ALL[i]); k++)
			if (memmem(b.p, b.n, ALL[i] + k, WINDOW) != NULL)
				hit = ALL[i];
	buf_finish(&b);
	return hit;
}

static void check_file(const char *path)
{
	const char *hit = readable(path);

	ok(hit == NULL, "%s: %s", strrchr(path, '/') + 1,
	    hit == NULL ? "nothing to read" : hit);
}

static int check_folder(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *entry;
	int files = 0;

	while (d != NULL && (entry = readdir(d)) != NULL) {
		char path[600];
		struct stat st;

		snprintf(path, sizeof path, "%s/%s", dir, entry->d_name);
		if (entry->d_name[0] == '.' || stat(path, &st) != 0)
			continue;
		if (S_ISDIR(st.st_mode)) {
			files += check_folder(path);
		} else {
			check_file(path);
			files++;
		}
	}
	if (d != NULL)
		closedir(d);
	return files;
}

static void fill(struct content *c, const char *title)
{
	*c = (struct content){
	    .title = slice_str(title), .type = slice_str(TYPE), .username = slice_str(USER)};
	content_add_url(c, slice_str(URL));
	content_add_tag(c, slice_str(TAG));
	content_add_field(c, slice_str(LABEL), FIELD_PLAIN, slice_str(PLAIN));
	content_add_field(c, slice_str(LABEL_PASSWORD), FIELD_SECRET, slice_str(SECRET));
	content_add_field(c, slice_str(LABEL_NOTES), FIELD_NOTES, slice_str(NOTES));
}

/* Add, reveal, rename, and change the key; the journal is looked at each time. */
static void check_journal(const char *step)
{
	char journal[160];
	char copy[160];

	snprintf(journal, sizeof journal, "%s-journal", f.path);
	snprintf(copy, sizeof copy, "%s/journal-after-%s", f.dir, step);
	fixture_copy(journal, copy);
	ok(fixture_size(copy) > 0, "the journal of a transaction to %s", step);
	check_file(copy);
}

static void work(struct session *s, int64_t chair)
{
	struct content c;
	struct item it = {0};
	struct err e;
	int64_t collection;
	int64_t id;

	must(session_begin(s, &e), &e, "begin");
	must(collection_add(&collection, s, COLLECTION, true, &e), &e, "collection");
	must(grant_add(s, collection, chair, false, &e), &e, "grant");
	fill(&c, TITLE);
	must(item_add(&id, s, collection, &c, REASON, &e), &e, "add");
	check_journal("add");
	must(session_commit(s, &e), &e, "commit");

	must(session_begin(s, &e), &e, "begin");
	must(item_find(&it, s, TITLE, &e), &e, "find");
	must(item_reveal(&it, s, LABEL, REASON, &e), &e, "reveal");
	c.title = slice_str(NEW_TITLE);
	must(item_edit(s, &it, &c, REASON, &e), &e, "edit");
	check_journal("edit");
	must(session_commit(s, &e), &e, "commit");
	must(item_open(&it, s, &e), &e, "open");
	item_finish(&it);

	must(session_begin(s, &e), &e, "begin");
	is_int(item_find(&it, s, URL, &e), RC_NOTFOUND, "a search that finds nothing");
	must(grant_remove(s, collection, chair, &e), &e, "revoke");
	check_journal("revoke");
	must(session_commit(s, &e), &e, "commit");
	content_finish(&c);
}

int main(void)
{
	const struct detail origin = {"host", slice_str(HOST)};
	char probe[160];
	struct session *s;
	int64_t chair;
	struct err e;

	fixture_init(&f);
	f.options.origin = &origin;
	f.options.n_origin = 1;
	snprintf(probe, sizeof probe, "%s/probe", f.dir);
	must(file_write(probe, SECRET + 3, WINDOW, &e), &e, "probe");
	is_str(readable(probe), SECRET, "what is readable would be found");
	(void)remove(probe);
	s = fixture_create(&f);
	chair = fixture_member(&f, s, "Chair", ROLE_CHAIR);
	work(s, chair);
	session_close(s);
	check_file(f.path);
	ok(check_folder(f.state) >= 5, "all that is remembered was looked at");
	fixture_finish(&f);
	return tap_done();
}
