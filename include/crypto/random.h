/*
 * random: bytes and numbers from the operating system's generator.
 */
#ifndef STRONGROOM_CRYPTO_RANDOM_H
#define STRONGROOM_CRYPTO_RANDOM_H

#include <stddef.h>
#include <stdint.h>

void random_bytes(void *p, size_t n);

/* Uniform in 0 … bound - 1, without modulo bias. */
uint32_t random_below(uint32_t bound);

#endif
