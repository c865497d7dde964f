/*
 * real: the calls that the test process stands in for (ld's --wrap), as they are.
 */
#ifndef STRONGROOM_TESTS_REAL_H
#define STRONGROOM_TESTS_REAL_H

#include <stddef.h>
#include <sys/types.h>

/* The names are ld's. */
int __real_open(const char *path, int flags, ...);
int __real_openat(int folder, const char *path, int flags, ...);
ssize_t __real_read(int fd, void *p, size_t n);
ssize_t __real_pread(int fd, void *p, size_t n, off_t at);
ssize_t __real_write(int fd, const void *p, size_t n);
int __real_fsync(int fd);
int __real_fdatasync(int fd);
int __real_renameat(int from_folder, const char *from, int to_folder, const char *to);
int __real_unlink(const char *path);
int __real_unlinkat(int folder, const char *path, int flags);
int __real_mkdir(const char *path, mode_t mode);
int __real_flock(int fd, int how);

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t n);
void *__real_sodium_malloc(size_t n);

#endif
