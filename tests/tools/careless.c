/*
 * careless: the program without its checks of text, as somebody else's may be.
 *
 * It writes what ours does not, and everybody who has the collection reads:
 * titles of several lines, and bytes that are no UTF-8.
 */
#include "attached.h"
#include "base/text.h"
#include "vault/content.h"

bool __wrap_text_valid(struct slice s);
bool __wrap_text_valid_name(struct slice s);
enum rc __wrap_content_check(const struct content *c, struct err *e);
enum rc __wrap_attached_check_name(struct slice name, const char *advice, struct err *e);

bool __wrap_text_valid(struct slice s)
{
	(void)s;
	return true;
}

bool __wrap_text_valid_name(struct slice s)
{
	(void)s;
	return true;
}

enum rc __wrap_content_check(const struct content *c, struct err *e)
{
	(void)c;
	(void)e;
	return RC_OK;
}

enum rc __wrap_attached_check_name(struct slice name, const char *advice, struct err *e)
{
	(void)name;
	(void)advice;
	(void)e;
	return RC_OK;
}
