#include "disk.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "real.h"

enum { PATHS = 64, FILES = 64, CHANGES = 4096, SECTOR = 512 };

struct bytes {
	uint8_t *p;
	size_t n;
};

/* One change to a file that is not synced; p NULL: it was cut to n bytes. */
struct change {
	uint8_t *p;
	size_t n;
	size_t at;
};

struct disk_file {
	struct bytes kept;
	struct change *changes;
	size_t n;
};

/* A name, and the file that it is on the disk and to the process. */
struct name {
	char *path;
	struct disk_file *kept;
	struct disk_file *now;
};

/* A name that changes its file (NULL: it goes), until its folder is synced. */
struct move {
	struct name *name;
	struct disk_file *file;
	struct name *from; /* which loses it by the same move, or NULL */
};

static struct name names[PATHS];
static size_t n_names;
static struct disk_file files[FILES];
static size_t n_files;
static struct move moves[CHANGES];
static size_t n_moves;

static void *room(size_t used, size_t most, void *p)
{
	if (used < most && p != NULL)
		return p;
	fprintf(stderr, "the disk of the test is too small\n");
	abort();
}

/* files */

static struct disk_file *file_new(void)
{
	struct disk_file *f = room(n_files, FILES, &files[n_files]);

	n_files++;
	f->changes = room(0, 1, calloc(CHANGES, sizeof *f->changes));
	return f;
}

static struct disk_file *file_of(const char *path)
{
	int fd = __real_open(path, O_RDONLY | O_CLOEXEC);
	struct disk_file *f;
	struct stat st;

	if (fd < 0)
		return NULL;
	f = file_new();
	if (fstat(fd, &st) != 0)
		abort();
	f->kept.n = (size_t)st.st_size;
	f->kept.p = room(0, 1, malloc(f->kept.n + 1));
	if (__real_read(fd, f->kept.p, f->kept.n) != st.st_size)
		abort();
	close(fd);
	return f;
}

static void change(struct disk_file *f, const void *p, size_t n, size_t at)
{
	struct change *c = room(f->n, CHANGES, &f->changes[f->n]);

	f->n++;
	*c = (struct change){.n = n, .at = at};
	if (p == NULL)
		return;
	c->p = room(0, 1, malloc(n + 1));
	memcpy(c->p, p, n);
}

static void resize(struct bytes *b, size_t n)
{
	if (n > b->n) {
		b->p = room(0, 1, realloc(b->p, n));
		memset(b->p + b->n, 0, n - b->n);
	}
	b->n = n;
}

/* The first n bytes of a change, or the cut. */
static void apply(struct bytes *b, const struct change *c, size_t n)
{
	if (c->p == NULL) {
		resize(b, c->n);
		return;
	}
	if (n == 0)
		return;
	if (c->at + n > b->n)
		resize(b, c->at + n);
	memcpy(b->p + c->at, c->p, n);
}

void disk_write(struct disk_file *f, const void *p, size_t n, int64_t at)
{
	change(f, p, n, (size_t)at);
}

void disk_truncate(struct disk_file *f, int64_t size)
{
	change(f, NULL, (size_t)size, 0);
}

void disk_sync(struct disk_file *f)
{
	for (size_t i = 0; i < f->n; i++) {
		apply(&f->kept, &f->changes[i], f->changes[i].n);
		free(f->changes[i].p);
	}
	f->n = 0;
}

/* names */

/* there: it is a file already, as this test began or by an earlier move. */
static struct name *name_of(const char *path, bool there)
{
	struct name *name;

	for (size_t i = 0; i < n_names; i++)
		if (strcmp(names[i].path, path) == 0)
			return &names[i];
	name = room(n_names, PATHS, &names[n_names]);
	n_names++;
	name->path = room(0, 1, strdup(path));
	name->kept = name->now = there ? file_of(path) : NULL;
	return name;
}

static void move(struct name *name, struct disk_file *file, struct name *from)
{
	struct move *m = room(n_moves, CHANGES, &moves[n_moves]);

	n_moves++;
	*m = (struct move){name, file, from};
	name->now = file;
	if (from != NULL)
		from->now = NULL;
}

struct disk_file *disk_open(const char *path, bool created)
{
	struct name *name = name_of(path, !created);

	if (created)
		move(name, file_new(), NULL);
	return name->now;
}

void disk_unlink(const char *path)
{
	struct name *name = name_of(path, true);

	if (name->now != NULL)
		move(name, NULL, NULL);
}

void disk_rename(const char *from, const char *to)
{
	struct name *old = name_of(from, true);

	move(name_of(to, true), old->now, old);
}

static void settle(const struct move *m)
{
	m->name->kept = m->file;
	if (m->from != NULL)
		m->from->kept = NULL;
}

void disk_sync_folder(const char *folder)
{
	size_t n = strlen(folder);
	size_t left = 0;

	for (size_t i = 0; i < n_moves; i++) {
		const char *path = moves[i].name->path;

		if (strncmp(path, folder, n) == 0 && strrchr(path, '/') == path + n)
			settle(&moves[i]);
		else
			moves[left++] = moves[i];
	}
	n_moves = left;
}

/* the power cut */

/* Knuth's MMIX generator: the same changes are kept for the same seed. */
static uint64_t toss(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005U + 1442695040888963407U;
	return *seed >> 33;
}

static void settle_file(struct disk_file *f, uint64_t *seed)
{
	for (size_t i = 0; i < f->n && *seed != DISK_LOSE_ALL; i++) {
		const struct change *c = &f->changes[i];

		switch (toss(seed) % 4) {
		case 0:
			break;
		case 1:
			apply(&f->kept, c, c->p == NULL ? c->n : c->n / 2 / SECTOR * SECTOR);
			break;
		default:
			apply(&f->kept, c, c->n);
		}
	}
}

static void put_back(const struct name *name)
{
	int fd;

	if (name->kept == NULL) {
		(void)__real_unlink(name->path);
		return;
	}
	fd = __real_open(name->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || __real_write(fd, name->kept->kept.p, name->kept->kept.n) !=
			  (ssize_t)name->kept->kept.n)
		abort();
	close(fd);
}

void disk_power_cut(uint64_t seed)
{
	for (size_t i = 0; i < n_moves && seed != DISK_LOSE_ALL; i++)
		if (toss(&seed) % 2 == 0)
			settle(&moves[i]);
	for (size_t i = 0; i < n_files; i++)
		settle_file(&files[i], &seed);
	for (size_t i = 0; i < n_names; i++)
		put_back(&names[i]);
}
