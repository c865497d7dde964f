#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "fixture.h"
#include "shell_complete.h"
#include "tap.h"

static const char NAMES[] = "tBank\0"
			    "tHMRC PAYE\0"
			    "tHMRC VAT\0"
			    "tGeneral/Twice\0"
			    "tWebsite/Twice\0"
			    "tcaf\xc3\xa9\0"
			    "tcaf\xc3\xa8\0"
			    "mJane Smith\0"
			    "mCllr Shah\0"
			    "cGeneral\0"
			    "cWebsite\0";

static struct shell_names names;

/* What a line may become: words parted by |, and how much all have in common. */
static const char *complete(const char *line)
{
	static struct buf out;
	struct shell_matches m;
	struct shell_words w;
	struct err e;

	buf_clear(&out);
	must(shell_words_split(&w, slice_str(line), &e), &e, "split");
	shell_words_drop_program(&w);
	must(shell_complete(&m, &w, &names, &e), &e, "shell_complete");
	for (size_t i = 0; i < m.n; i++)
		buf_printf(&out, "%s%s", i > 0 ? "|" : "", m.list[i]);
	if (m.n > 1)
		buf_printf(&out, ":%zu", m.common);
	shell_matches_finish(&m);
	shell_words_finish(&w);
	return buf_cstr(&out);
}

static void test_places(void)
{
	static const struct {
		const char *line;
		const char *becomes;
	} LINES[] = {
	    {"sho", "show"},
	    {"strongroom sho", "show"},
	    {"strongroom show ba", "Bank"},
	    {"me", "member|menu:2"},
	    {"exi", "exit"},
	    {"member l", "ls|leave:1"},
	    {"collection se", "set"},
	    {"policy set lo", "lock.idle="},
	    {"xyz", ""},
	    {"xyz ba", ""},
	    {"show ba", "Bank"},
	    {"show hm", "HMRC PAYE|HMRC VAT:5"},
	    {"show \"HMRC V", "HMRC VAT"},
	    {"show HMRC\\ v", "HMRC VAT"},
	    {"show 'hmrc p", "HMRC PAYE"},
	    {"show tw", ""},
	    {"show we", "Website/Twice"},
	    {"show caf", "caf\xc3\xa9|caf\xc3\xa8:3"},
	    {"show Bank x", ""},
	    {"show --rev", "--reveal"},
	    {"show --pla", "--plain"},
	    {"show Bank --rev", "--reveal"},
	    {"ls w", "Website"},
	    {"mv Bank hmrc\\ v", "HMRC VAT"},
	    {"mv Bank we", "Website/Twice|Website:7"},
	    {"grant Website cl", "Cllr Shah"},
	    {"revoke we", "Website"},
	    {"member leave j", "Jane Smith"},
	    {"member add j", ""},
	    {"collection set g", "General"},
	    {"collection add g", ""},
	    {"add x --collection g", "General"},
	    {"add x -c g", "General"},
	    {"add ba", ""},
	    {"audit log --member cl", "Cllr Shah"},
	    {"audit log --item ba", "Bank"},
	    {"audit log --since ", ""},
	    {"help sh", "show"},
	    {"help memb", "member"},
	};

	for (size_t i = 0; i < sizeof LINES / sizeof LINES[0]; i++)
		is_str(complete(LINES[i].line), LINES[i].becomes, LINES[i].line);
	ok(strstr(complete(""), "show|") != NULL && strstr(complete(""), "quit") != NULL,
	    "an empty line may become any command");
	ok(strstr(complete("audit "), "verify") != NULL &&
		strstr(complete("audit "), "show") == NULL,
	    "the first of two words is followed by all that go with it");
}

static void touch(const char *dir, const char *name)
{
	char *path = file_join(dir, name);
	struct err e;

	must(file_write(path, "x", 1, &e), &e, path);
	free(path);
}

static void test_files(void)
{
	char dir[] = "/tmp/strongroom-complete.XXXXXX";
	char line[128];
	char wanted[256];
	char *inner;

	ok(mkdtemp(dir) != NULL, "a folder");
	touch(dir, "export one.csv");
	touch(dir, ".hidden");
	inner = file_join(dir, "exports");
	is_int(mkdir(inner, 0700), 0, "with another in it");
	snprintf(line, sizeof line, "import %s/exports", dir);
	snprintf(wanted, sizeof wanted, "%s/exports/", dir);
	is_str(complete(line), wanted, "a folder ends in a slash");
	snprintf(line, sizeof line, "import \"%s/export o", dir);
	snprintf(wanted, sizeof wanted, "%s/export one.csv", dir);
	is_str(complete(line), wanted, "the name of a file");
	snprintf(line, sizeof line, "import %s/h", dir);
	is_str(complete(line), "", "none that is not begun so");
	snprintf(line, sizeof line, "import %s/", dir);
	ok(strstr(complete(line), "hidden") == NULL, "a hidden file is not offered");
	snprintf(line, sizeof line, "import %s/.h", dir);
	ok(strstr(complete(line), ".hidden") != NULL, "unless it is begun so");
	snprintf(line, sizeof line, "import %s/none/x", dir);
	is_str(complete(line), "", "nothing in a folder that is not there");
	free(inner);
	fixture_remove(dir);
}

static void test_names(void)
{
	struct shell_matches m;
	struct err e;
	size_t at = 0;

	is_str(shell_names_next(&names, SHELL_COLLECTION, &at), "General", "the first");
	is_str(shell_names_next(&names, SHELL_COLLECTION, &at), "Website", "and the next");
	ok(shell_names_next(&names, SHELL_COLLECTION, &at) == NULL, "and no more");
	must(shell_complete_name(&m, "hm", &names, SHELL_TITLE, &e), &e, "a name");
	is_int((long long)m.n, 2, "a name by itself");
	shell_matches_finish(&m);
	ok(!shell_names_take(&names, slice_str("tcut")), "a list that is cut is none");
	at = 0;
	ok(shell_names_next(&names, SHELL_TITLE, &at) == NULL, "and names nothing");
}

int main(void)
{
	ok(shell_names_take(&names, slice_of(NAMES, sizeof NAMES - 1)), "names");
	test_places();
	test_files();
	test_names();
	shell_names_finish(&names);
	return tap_done();
}
