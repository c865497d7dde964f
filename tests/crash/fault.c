#include "fault.h"

#include <unistd.h>

#include "disk.h"

#define BIT(op) (1U << (op))

enum {
	DURABLE = BIT(OP_CREATE) | BIT(OP_WRITE) | BIT(OP_SYNC) | BIT(OP_TRUNCATE) |
		  BIT(OP_DELETE) | BIT(OP_RENAME),
	ALL = DURABLE | BIT(OP_OPEN) | BIT(OP_READ) | BIT(OP_LOCK) | BIT(OP_LOOK),
	ROOM = BIT(OP_CREATE) | BIT(OP_WRITE),
	WRITING = BIT(OP_WRITE)
};

/* Which operations count, what happens to one, and whether to all that follow. */
static const struct {
	const char *name;
	unsigned ops;
	enum verdict verdict;
	bool stays;
	bool vault_only;
} MODES[] = {
    [STOP_KILLED] = {"killed", DURABLE, GO_ON, false, false},
    [STOP_LOST] = {"power lost", DURABLE, GO_ON, false, false},
    [STOP_SOME] = {"power lost, some kept", DURABLE, GO_ON, false, false},
    [FAIL_ONCE] = {"an error", ALL, ANSWER_ERROR, false, false},
    [FAIL_ON] = {"errors from there on", ALL, ANSWER_ERROR, true, false},
    [FAIL_FULL] = {"disk full", ROOM, ANSWER_FULL, true, false},
    [FAIL_SHORT] = {"short write", WRITING, DO_HALF, false, false},
    [FAIL_AFTER] = {"done, but an error", DURABLE, DO_AND_ERROR, false, false},
    [LIE_ONCE] = {"a write not kept", WRITING, PRETEND, false, true},
    [LIE_ON] = {"no write kept", WRITING, PRETEND, true, true},
    [LIE_OTHER] = {"another content written", WRITING, ALTER, false, true},
};

static struct {
	bool armed;
	enum fault_mode mode;
	long at;
	long count;
	uint64_t seed;
} plan;

const char *fault_name(enum fault_mode m)
{
	return MODES[m].name;
}

void fault_arm(enum fault_mode m, long at, uint64_t seed)
{
	plan.armed = true;
	plan.mode = m;
	plan.at = at;
	plan.count = 0;
	plan.seed = seed;
}

bool fault_armed(void)
{
	return plan.armed;
}

long fault_count(void)
{
	return plan.count;
}

static void power_cut(void)
{
	if (plan.mode == STOP_LOST)
		disk_power_cut(DISK_LOSE_ALL);
	else if (plan.mode == STOP_SOME)
		disk_power_cut(plan.seed);
}

enum verdict fault_next(enum fault_op op, bool vault)
{
	if (!plan.armed || (MODES[plan.mode].ops & BIT(op)) == 0 ||
	    (MODES[plan.mode].vault_only && !vault))
		return GO_ON;
	plan.count++;
	if (plan.count < plan.at || (plan.count > plan.at && !MODES[plan.mode].stays))
		return GO_ON;
	if (plan.mode > STOP_SOME)
		return MODES[plan.mode].verdict;
	power_cut();
	_exit(FAULT_STOPPED);
}

void fault_last(void)
{
	power_cut();
}
