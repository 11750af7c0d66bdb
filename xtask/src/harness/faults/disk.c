/* A disk that fails when it is told to. Preloaded into the program under trial, this stands before the C library's calls that
   change files; disk.rs compiles it, and tells it through a shared file what to fail, for files below one folder only. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, SYNC = 2, TRUNCATE = 4, RENAME = 8 };

/* The shared file: disk.rs writes the first part, this file the second. */
static struct control {
    _Atomic uint32_t calls; /* which kinds fail; 0 for none */
    uint32_t error;
    uint32_t is_sticky; /* every call from the position on */
    uint32_t is_torn;   /* half of a failing write reaches the file */
    _Atomic int64_t left; /* calls up to and including the one that fails */
    char folder[256];
    char ending[32]; /* only files whose path ends so; empty for all */
    _Atomic uint64_t counted[4]; /* of each kind */
    _Atomic uint64_t failed;
    char first[256]; /* the file whose call failed first */
} *control;

__attribute__((constructor)) static void open_control(void) {
    const char *path = getenv("KASHIKA_DISK_CONTROL");
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *found = fd < 0 ? MAP_FAILED
                         : mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (found == MAP_FAILED) {
        static const char problem[] = "the failing disk has no control file\n";
        syscall(SYS_write, 2, problem, sizeof problem - 1);
        _exit(99);
    }
    close(fd);
    control = found;
}

static int is_meant(const char *path) {
    size_t length = strlen(path), ending = strlen(control->ending);
    if (!strstr(path, control->folder) || length < ending) return 0;
    return strcmp(path + length - ending, control->ending) == 0;
}

/* Whether this call is to fail; errno says how. */
static int fails(uint32_t kind, const char *path) {
    if (!(atomic_load(&control->calls) & kind) || !is_meant(path)) return 0;
    atomic_fetch_add(&control->counted[__builtin_ctz(kind)], 1);
    int64_t left = atomic_fetch_sub(&control->left, 1) - 1;
    if (left > 0 || (left < 0 && !control->is_sticky)) return 0;
    if (left == 0) strncpy(control->first, path, sizeof control->first - 1);
    atomic_fetch_add(&control->failed, 1);
    errno = (int)control->error;
    return 1;
}

static int fails_on(uint32_t kind, int fd) {
    if (!control || !(atomic_load(&control->calls) & kind)) return 0;
    char link[40], path[1024];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = '\0';
    return fails(kind, path);
}

static size_t torn(size_t size) { return control->is_torn ? size / 2 : 0; }

ssize_t write(int fd, const void *bytes, size_t size) {
    if (!fails_on(WRITE, fd)) return syscall(SYS_write, fd, bytes, size);
    if (torn(size)) syscall(SYS_write, fd, bytes, torn(size));
    errno = (int)control->error;
    return -1;
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
    if (!fails_on(WRITE, fd)) return syscall(SYS_pwrite64, fd, bytes, size, at);
    if (torn(size)) syscall(SYS_pwrite64, fd, bytes, torn(size), at);
    errno = (int)control->error;
    return -1;
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { return pwrite64(fd, bytes, size, at); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    return fails_on(WRITE, fd) ? -1 : syscall(SYS_writev, fd, parts, count);
}

int fsync(int fd) { return fails_on(SYNC, fd) ? -1 : (int)syscall(SYS_fsync, fd); }

int fdatasync(int fd) { return fails_on(SYNC, fd) ? -1 : (int)syscall(SYS_fdatasync, fd); }

int ftruncate64(int fd, off64_t size) { return fails_on(TRUNCATE, fd) ? -1 : (int)syscall(SYS_ftruncate, fd, size); }

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags) {
    if (control && fails(RENAME, to)) return -1;
    return (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    return renameat2(from_folder, from, to_folder, to, 0);
}

int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }
