#include "faultmem.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "real.h"

static struct {
	bool armed;
	bool stays;
	long at;
	long count;
} plan;

/* The names are ld's; the one with a chk is what _FORTIFY_SOURCE makes of asprintf. */
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t n);
int __wrap_asprintf(char **out, const char *fmt, ...) PRINTF_LIKE(2, 3);
int __wrap___asprintf_chk(char **out, int flag, const char *fmt, ...) PRINTF_LIKE(3, 4);
void *__wrap_sodium_malloc(size_t n);

static bool refused(void)
{
	if (!plan.armed)
		return false;
	plan.count++;
	if (plan.count < plan.at || (plan.count > plan.at && !plan.stays))
		return false;
	errno = ENOMEM;
	return true;
}

void faultmem_arm(long at, bool stays)
{
	plan.armed = true;
	plan.stays = stays;
	plan.at = at;
	plan.count = 0;
}

long faultmem_count(void)
{
	return plan.count;
}

long faultmem_disarm(void)
{
	plan.armed = false;
	return plan.count;
}

void *__wrap_malloc(size_t n)
{
	return refused() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return refused() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *p, size_t n)
{
	return refused() ? NULL : __real_realloc(p, n);
}

char *__wrap_strdup(const char *text)
{
	return refused() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t n)
{
	return refused() ? NULL : __real_strndup(text, n);
}

void *__wrap_sodium_malloc(size_t n)
{
	return refused() ? NULL : __real_sodium_malloc(n);
}

PRINTF_LIKE(2, 0) static int print(char **out, const char *fmt, va_list ap)
{
	/* The content of *out is not defined then; a caller that relies on it is wrong. */
	static char nothing[] = "not defined";

	if (!refused())
		return vasprintf(out, fmt, ap);
	*out = nothing;
	return -1;
}

int __wrap_asprintf(char **out, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = print(out, fmt, ap);
	va_end(ap);
	return n;
}

int __wrap___asprintf_chk(char **out, int flag, const char *fmt, ...)
{
	va_list ap;
	int n;

	(void)flag;
	va_start(ap, fmt);
	n = print(out, fmt, ap);
	va_end(ap);
	return n;
}

/* SQLite's */

static sqlite3_mem_methods sqlite;

static void *m_malloc(int n)
{
	return refused() ? NULL : sqlite.xMalloc(n);
}

static void *m_realloc(void *p, int n)
{
	return refused() ? NULL : sqlite.xRealloc(p, n);
}

void faultmem_register(void)
{
	sqlite3_mem_methods ours;

	if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &sqlite) != SQLITE_OK)
		abort();
	ours = sqlite;
	ours.xMalloc = m_malloc;
	ours.xRealloc = m_realloc;
	if (sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) != SQLITE_OK)
		abort();
}
