/*
 * faultvfs: SQLite's own VFS with faults in front of it.
 */
#ifndef STRONGROOM_TESTS_FAULTVFS_H
#define STRONGROOM_TESTS_FAULTVFS_H

/* Register it as the default of this process. */
void faultvfs_register(void);

#endif
