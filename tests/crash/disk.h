/*
 * disk: what would be left of the files if the power failed now.
 *
 * The files themselves have what the process wrote, as the kernel shows it.
 * Beside that the disk keeps, of each file and name that was touched, what it
 * was when it was last synced, and every change since. Names belong to their
 * folder and are durable when that is synced, as fsync(2) says.
 */
#ifndef STRONGROOM_TESTS_DISK_H
#define STRONGROOM_TESTS_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct disk_file;

/* A file that was opened to be written. Paths are absolute. created: it was not there. */
struct disk_file *disk_open(const char *path, bool created);

/* Each before it is done. */
void disk_write(struct disk_file *f, const void *p, size_t n, int64_t at);
void disk_truncate(struct disk_file *f, int64_t size);
void disk_unlink(const char *path);
void disk_rename(const char *from, const char *to);

/* And these once they are. */
void disk_sync(struct disk_file *f);
void disk_sync_folder(const char *folder);

/*
 * Make the real files what they would be: as last synced, or with each change
 * since then kept, lost, or kept in part, as the seed has it.
 */
enum { DISK_LOSE_ALL = 0 };
void disk_power_cut(uint64_t seed);

#endif
