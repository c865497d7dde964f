/* clipboard_way: which ways there are, and which of them are open here. */
#include "clipboard_int.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/encode.h"

/* Is a program of that name in the PATH? */
static bool installed(const char *name)
{
	const char *path = getenv("PATH");
	bool found = false;

	for (; path != NULL && *path != '\0' && !found; path += *path == ':') {
		const size_t n = strcspn(path, ":");
		struct buf at = {0};

		buf_printf(&at, "%.*s/%s", (int)n, path, name);
		found = buf_cstr(&at) != NULL && access(buf_cstr(&at), X_OK) == 0;
		buf_finish(&at);
		path += n;
	}
	return found;
}

static const char *set(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

static bool over_ssh(void)
{
	return set("SSH_CONNECTION") != NULL || set("SSH_TTY") != NULL;
}

/* Over ssh a display without a host's name is one in front of which nobody sits. */
static bool has_wayland(const struct app *app)
{
	(void)app;
	return set("WAYLAND_DISPLAY") != NULL && !over_ssh() && installed("wl-copy") &&
	       installed("wl-paste");
}

static bool has_x(void)
{
	const char *display = set("DISPLAY");

	return display != NULL && (!over_ssh() || display[0] != ':');
}

static bool has_xclip(const struct app *app)
{
	(void)app;
	return has_x() && installed("xclip");
}

static bool has_xsel(const struct app *app)
{
	(void)app;
	return has_x() && installed("xsel");
}

static bool has_windows(const struct app *app)
{
	struct buf version = {0};
	bool linux_in_windows = set("WSL_INTEROP") != NULL;

	(void)app;
	if (!linux_in_windows && file_read(&version, "/proc/version", 4096, NULL) == RC_OK &&
	    buf_cstr(&version) != NULL)
		linux_in_windows = strcasestr(buf_cstr(&version), "microsoft") != NULL;
	buf_finish(&version);
	return linux_in_windows && installed("powershell.exe");
}

/* Escape sequences go to a terminal that somebody looks at, or nowhere. */
static bool has_terminal(const struct app *app)
{
	const char *kind = set("TERM");

	return kind != NULL && strcmp(kind, "dumb") != 0 &&
	       (app->tty >= 0 || isatty(STDERR_FILENO));
}

/*
 * Windows keeps a history of its clipboard, and sends it to other computers,
 * unless these formats lie beside the text (Microsoft, "Clipboard Formats", Cloud
 * Clipboard and Clipboard History Formats). clip.exe cannot say so.
 */
#define POWERSHELL "powershell.exe", "-NoProfile", "-NonInteractive", "-STA", "-Command"
#define WINDOWS_COPY                                                                           \
	"Add-Type -AssemblyName System.Windows.Forms;"                                         \
	"$in=New-Object IO.StreamReader([Console]::OpenStandardInput(),"                       \
	"(New-Object Text.UTF8Encoding $false));"                                              \
	"$d=New-Object Windows.Forms.DataObject;$d.SetText($in.ReadToEnd());"                  \
	"foreach($n in 'ExcludeClipboardContentFromMonitorProcessing',"                        \
	"'CanIncludeInClipboardHistory','CanUploadToCloudClipboard')"                          \
	"{$d.SetData($n,(New-Object IO.MemoryStream(,[BitConverter]::GetBytes(0))))};"         \
	"[Windows.Forms.Clipboard]::SetDataObject($d,$true)"
#define WINDOWS_PASTE                                                                          \
	"Add-Type -AssemblyName System.Windows.Forms;"                                         \
	"$b=(New-Object Text.UTF8Encoding $false).GetBytes("                                   \
	"[Windows.Forms.Clipboard]::GetText());"                                               \
	"[Console]::OpenStandardOutput().Write($b,0,$b.Length)"
#define WINDOWS_CLEAR                                                                          \
	"Add-Type -AssemblyName System.Windows.Forms;[Windows.Forms.Clipboard]::Clear()"

/* Those of Windows come first, for what is on WSL's own display goes into its history. */
static const struct clipboard_way WAYS[] = {
    {.name = "Windows",
	.copy = {POWERSHELL, WINDOWS_COPY},
	.paste = {POWERSHELL, WINDOWS_PASTE},
	.clear = {POWERSHELL, WINDOWS_CLEAR},
	.patience_s = 15,
	.advice = "see whether powershell.exe works in this window",
	.there = has_windows},
    {.name = "wl-copy",
	.copy = {"wl-copy", "--foreground", "--type", "text/plain;charset=utf-8"},
	.paste = {"wl-paste", "--no-newline"},
	.fills_tmp = true,
	.serves = true,
	.patience_s = 10,
	.advice = "see whether wl-copy works in this window",
	.there = has_wayland},
    {.name = "xclip",
	.copy = {"xclip", "-quiet", "-in", "-selection", "clipboard"},
	.paste = {"xclip", "-out", "-selection", "clipboard"},
	.serves = true,
	.patience_s = 10,
	.advice = "use Ctrl-V, not the middle button, and see whether xclip works here",
	.there = has_xclip},
    {.name = "xsel",
	.copy = {"xsel", "--nodetach", "--input", "--clipboard"},
	.paste = {"xsel", "--output", "--clipboard"},
	.serves = true,
	.patience_s = 10,
	.advice = "use Ctrl-V, not the middle button, and see whether xsel works here",
	.there = has_xsel},
    {.name = "the terminal (OSC 52)",
	.advice =
	    "this terminal does not let programs use its clipboard: allow it in its "
	    "settings (in tmux: \"set -g allow-passthrough on\"), or install wl-copy, xclip "
	    "or xsel",
	.there = has_terminal},
};

const struct clipboard_way *clipboard_way(size_t i)
{
	return i < sizeof WAYS / sizeof WAYS[0] ? &WAYS[i] : NULL;
}

static void put_escaped(struct buf *out, struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\033')
			buf_add_char(out, '\033');
		buf_add(out, s.p + i, 1);
	}
}

/* screen(1), STRING ESCAPES: a device control string goes on to the terminal, in pieces. */
static void put_pieces(struct buf *out, struct slice s)
{
	enum { PIECE = 240 };

	for (size_t n; s.n > 0; s = slice_after(s, n)) {
		n = s.n < PIECE ? s.n : PIECE;
		buf_add_str(out, "\033P");
		buf_add(out, s.p, n);
		buf_add_str(out, "\033\\");
	}
}

/* xterm(1), "Operating System Commands", 52 */
void clipboard_osc(struct buf *out, struct slice value)
{
	const char *kind = set("TERM");
	struct buf s = {0};

	buf_add_str(&s, "\033]52;c;");
	base64_encode(&s, value.p, value.n, true);
	buf_add_char(&s, '\a');
	if (set("TMUX") != NULL) {
		buf_add_str(out, "\033Ptmux;");
		put_escaped(out, buf_slice(&s));
		buf_add_str(out, "\033\\");
	} else if (set("STY") != NULL || (kind != NULL && strncmp(kind, "screen", 6) == 0)) {
		put_pieces(out, buf_slice(&s));
	} else {
		buf_add_slice(out, buf_slice(&s));
	}
	out->failed |= !buf_ok(&s);
	buf_finish(&s);
}
