/*
 * foreign: secrets in the hands of a library that does not wipe its memory.
 *
 * Between foreign_begin and foreign_end what is freed is overwritten, and so is
 * the stack afterwards. Nothing that the library still holds is: free it first.
 */
#ifndef STRONGROOM_CRYPTO_FOREIGN_H
#define STRONGROOM_CRYPTO_FOREIGN_H

void foreign_begin(void);
void foreign_end(void);

#endif
