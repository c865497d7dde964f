#include "needles.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NEEDLES = 512, BUCKETS = 1 << 16 };

struct piece {
	uint64_t bytes;
	size_t needle;
	size_t at;
	int next; /* of this bucket; -1: none */
};

static struct needle needles[NEEDLES];
static size_t n_needles;
static struct piece *pieces;
static int n_pieces;
static int cap_pieces;
static int buckets[BUCKETS];

void needles_fail(const char *what)
{
	fprintf(stderr, "needles: %s: %s\n", what, strerror(errno));
	exit(NEEDLES_FAILED);
}

static unsigned bucket(uint64_t v)
{
	return (unsigned)((v * UINT64_C(0x9E3779B97F4A7C15)) >> 48);
}

/*
 * A run of zeros, or the like, is anywhere; and a part of one long word, as of
 * a passphrase from a list, may stand in what the program says.
 */
static bool telling(const uint8_t *p)
{
	int distinct = 0;
	int letters = 0;

	for (int i = 0; i < NEEDLE_PIECE; i++) {
		distinct += memchr(p, p[i], (size_t)i) == NULL;
		letters += p[i] >= 'a' && p[i] <= 'z';
	}
	return distinct >= 4 && letters < NEEDLE_PIECE;
}

static void add_pieces(size_t needle)
{
	const struct needle *n = &needles[needle];

	for (size_t at = 0; at + NEEDLE_PIECE <= n->n; at++) {
		struct piece *p;

		if (!telling(n->p + at))
			continue;
		if (n_pieces == cap_pieces) {
			cap_pieces = cap_pieces == 0 ? 1024 : 2 * cap_pieces;
			pieces = realloc(pieces, (size_t)cap_pieces * sizeof *pieces);
			if (pieces == NULL)
				needles_fail("memory");
		}
		p = &pieces[n_pieces];
		*p = (struct piece){.needle = needle, .at = at};
		memcpy(&p->bytes, n->p + at, NEEDLE_PIECE);
		p->next = buckets[bucket(p->bytes)];
		buckets[bucket(p->bytes)] = n_pieces++;
	}
}

static void from_hex(struct needle *n, const char *hex)
{
	for (; isxdigit((unsigned char)hex[0]) && isxdigit((unsigned char)hex[1]); hex += 2) {
		unsigned v;

		sscanf(hex, "%2x", &v);
		n->p[n->n++] = (uint8_t)v;
	}
}

void needles_read(const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;

	if (f == NULL)
		needles_fail(path);
	memset(buckets, -1, sizeof buckets);
	n_needles = 0;
	n_pieces = 0;
	while (n_needles < NEEDLES && getline(&line, &cap, f) > 0) {
		struct needle *n = &needles[n_needles];
		char *value = strchr(line, ' ');
		char *least;

		line[strcspn(line, "\n")] = '\0';
		if (value == NULL)
			continue;
		*value++ = '\0';
		free(n->p);
		*n = (struct needle){0};
		snprintf(n->name, sizeof n->name, "%s", line);
		least = strchr(n->name, '/');
		n->least = least == NULL ? NEEDLE_PIECE : strtoul(least + 1, NULL, 10);
		if ((n->p = calloc(1, strlen(value) + 1)) == NULL)
			needles_fail("memory");
		if (*value == '=')
			memcpy(n->p, value + 1, n->n = strlen(value + 1));
		else
			from_hex(n, value);
		if (n->n < NEEDLE_PIECE) {
			errno = EINVAL;
			needles_fail(n->name);
		}
		add_pieces(n_needles++);
	}
	free(line);
	fclose(f);
}

size_t needles_count(void)
{
	return n_needles;
}

struct needle *needles_get(size_t i)
{
	return &needles[i];
}

size_t needles_match(struct needle **needle, size_t *from, const uint8_t *p, size_t room)
{
	size_t best = 0;
	uint64_t v;

	memcpy(&v, p, NEEDLE_PIECE);
	for (int i = buckets[bucket(v)]; i >= 0; i = pieces[i].next) {
		const struct piece *x = &pieces[i];
		struct needle *n = &needles[x->needle];
		size_t len = NEEDLE_PIECE;

		if (x->bytes != v)
			continue;
		while (len < room && x->at + len < n->n && p[len] == n->p[x->at + len])
			len++;
		if (len > best && len >= n->least) {
			best = len;
			*needle = n;
			*from = x->at;
		}
	}
	return best;
}
