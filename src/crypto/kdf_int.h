/*
 * kdf_int: what all that derives keys has to know.
 */
#ifndef STRONGROOM_CRYPTO_KDF_INT_H
#define STRONGROOM_CRYPTO_KDF_INT_H

#include <stdint.h>

/*
 * KiB that programs can have without swapping (proc(5)); as many as there can
 * be if that is not known. Linux gives out memory that it does not have, and
 * then ends a program for taking it: so ask first.
 */
uint64_t kdf_memory_available(void);

#endif
