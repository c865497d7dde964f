#include "watch.h"

#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>

#include "base/clock.h"

/* In memory of its own, which a command that runs in a shell shares with it. */
struct watch {
	int64_t idle_ms;
	_Atomic int64_t key_ms;
};

enum rc watch_new(struct watch **w, int64_t idle_ms, struct err *e)
{
	void *p =
	    mmap(NULL, sizeof **w, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return err_nomem(e);
	*w = p;
	watch_restart(*w, idle_ms);
	return RC_OK;
}

void watch_restart(struct watch *w, int64_t idle_ms)
{
	w->idle_ms = idle_ms;
	watch_key(w);
}

void watch_free(struct watch *w)
{
	if (w != NULL)
		munmap(w, sizeof *w);
}

void watch_key(struct watch *w)
{
	if (w != NULL)
		atomic_store(&w->key_ms, clock_running_ms());
}

int64_t watch_left_ms(const struct watch *w)
{
	int64_t left;

	if (w == NULL)
		return INT64_MAX;
	left = atomic_load(&w->key_ms) + w->idle_ms - clock_running_ms();
	return left < 0 ? 0 : left;
}

int64_t watch_last_ms(const struct watch *w)
{
	return w == NULL ? 0 : atomic_load(&w->key_ms);
}

int64_t watch_idle_ms(const struct watch *w)
{
	return w->idle_ms;
}
