#include "gcrypt_int.h"

enum rc gcrypt_failed(struct err *e)
{
	return err_set(e, RC_FAIL,
	    "the library for the ciphers of other programs does not work; is libgcrypt 1.10 or "
	    "later installed?");
}

/*
 * Its secure memory is not used: handles are wiped when they are closed, and
 * the keys come from memory of our own.
 */
enum rc gcrypt_start(struct err *e)
{
	if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) != 0)
		return RC_OK;
	if (gcry_check_version("1.10.0") == NULL ||
	    gcry_control(GCRYCTL_DISABLE_SECMEM, 0) != 0 ||
	    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) != 0)
		return gcrypt_failed(e);
	return RC_OK;
}
