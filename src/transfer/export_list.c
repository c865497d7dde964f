#include "export_list_int.h"

#include "bitwarden_text_int.h"
#include "json_text_int.h"
#include "vault/item.h"

enum { DEPTH = 3 /* of the document, the member "strongroom" and the list */ };

static void put_tags(struct json_text *t, const struct content *c)
{
	if (c->n_tags == 0)
		return;
	json_text_open(t, "tags", '[');
	for (size_t i = 0; i < c->n_tags; i++)
		json_text_string(t, NULL, c->tags[i]);
	json_text_close(t, ']');
}

void export_list_add(struct buf *list, const struct item *it, const char *id, bool first)
{
	struct json_text t = {.out = list, .depth = DEPTH, .inside = !first};

	json_text_open(&t, NULL, '{');
	json_text_string(&t, "id", slice_str(id));
	json_text_number(&t, "item", it->id);
	json_text_number(&t, "version", it->version);
	json_text_number(&t, "lead", (long long)bitwarden_text_lead(&it->content));
	put_tags(&t, &it->content);
	json_text_close(&t, '}');
}

void export_list_put(struct json_text *t, const struct buf *list)
{
	json_text_open(t, "items", '[');
	buf_add_slice(t->out, buf_slice(list));
	t->inside = list->n > 0;
	json_text_close(t, ']');
}
