#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

#include "gcrypt_int.h"

enum rc gcrypt_failed(struct err *e)
{
	return err_set(e, RC_FAIL,
	    "the library for the ciphers of other programs does not work; is libgcrypt 1.10 or "
	    "later installed?");
}

/* POSIX lets what dlsym gives be the address of a function; C has no cast for that. */
static bool find(void *function, void *library, const char *name)
{
	void *address = dlsym(library, name);

	memcpy(function, &address, sizeof address);
	return address != NULL;
}

static bool find_all(struct gcrypt *g, void *library)
{
	return find(&g->open, library, "gcry_cipher_open") &&
	       find(&g->setkey, library, "gcry_cipher_setkey") &&
	       find(&g->setiv, library, "gcry_cipher_setiv") &&
	       find(&g->encrypt, library, "gcry_cipher_encrypt") &&
	       find(&g->decrypt, library, "gcry_cipher_decrypt") &&
	       find(&g->close, library, "gcry_cipher_close");
}

/*
 * Its secure memory is not used: handles are wiped when they are closed, and
 * the keys come from memory of our own.
 */
static bool start(void *library)
{
	__typeof__(gcry_control) *control;
	__typeof__(gcry_check_version) *check_version;

	if (!find(&control, library, "gcry_control") ||
	    !find(&check_version, library, "gcry_check_version"))
		return false;
	if (control(GCRYCTL_INITIALIZATION_FINISHED_P) != 0)
		return true;
	return check_version("1.10.0") != NULL && control(GCRYCTL_DISABLE_SECMEM, 0) == 0 &&
	       control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0;
}

/* It stays loaded: to load it again only counts how often. */
enum rc gcrypt_load(struct gcrypt *g, struct err *e)
{
	void *library = dlopen("libgcrypt.so.20", RTLD_NOW | RTLD_LOCAL);

	if (library == NULL || !find_all(g, library) || !start(library))
		return gcrypt_failed(e);
	return RC_OK;
}
