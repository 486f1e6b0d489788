// A disk that fails on demand: preloaded into a server (LD_PRELOAD), it makes syncs, writes and reads of files below
// FAULTS_ROOT fail while the test says so. The test writes 32-bit integers to the file FAULTS_CONTROL, which both map:
//   [0] how many of the next syncs fail with EIO; -1 for all         [1] the same for writes, with the errno in [4]
//   [2] the same for reads, with EIO                                  [3] which files: the sum of the bits of kind()
//   [5] [6] [7] how many syncs, writes and reads have failed
#include "preloaded.h"
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILES 65536
static signed char kinds[MAX_FILES];
static volatile int32_t *control;
static const char *root;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("FAULTS_CONTROL");
    root = getenv("FAULTS_ROOT");
    if (!path || !root) return;
    int (*real)(const char *, int, ...) = next("open");
    int file = real(path, O_RDWR);
    if (file < 0) return;
    void *mapped = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    control = mapped == MAP_FAILED ? 0 : mapped;
}

// 1 a log of the records, 2 any other file of the records, 4 a blob, 8 the audit trail, 16 the mark, 32 anything else
static int kind(const char *path) {
    if (strncmp(path, root, strlen(root))) return 0;
    size_t n = strlen(path);
    if (strstr(path, "/records/")) return n > 4 && !strcmp(path + n - 4, ".log") ? 1 : 2;
    if (strstr(path, "/blobs/")) return 4;
    if (strstr(path, "/audit/")) return 8;
    return n > 5 && !strcmp(path + n - 5, ".mark") ? 16 : 32;
}

static int hit(int file, int which) {
    if (!control || file < 0 || file >= MAX_FILES || !(kinds[file] & control[3])) return 0;
    int32_t left = control[which];
    while (left > 0 && !__sync_bool_compare_and_swap(&control[which], left, left - 1)) left = control[which];
    if (left == 0) return 0;
    __sync_fetch_and_add(&control[5 + which], 1);
    errno = which == 1 ? control[4] : EIO;
    return 1;
}

static int opened(int file, int folder, const char *path) {
    if (file < 0 || file >= MAX_FILES || !control) return file;
    char whole[4096] = "";
    if (path[0] == '/') {
        snprintf(whole, sizeof whole, "%s", path);
    } else if (folder == AT_FDCWD) {
        int before = errno;
        if (!getcwd(whole, sizeof whole)) whole[0] = 0;
        strncat(whole, "/", sizeof whole - strlen(whole) - 1);
        strncat(whole, path, sizeof whole - strlen(whole) - 1);
        errno = before;
    }
    kinds[file] = (signed char)kind(whole);
    return file;
}

#define OPEN(NAME)                                                                                                     \
    int NAME(const char *path, int flags, ...) {                                                                       \
        static int (*real)(const char *, int, ...);                                                                    \
        if (!real) real = next(#NAME);                                                                                 \
        MODE return opened(real(path, flags, mode), AT_FDCWD, path);                                                   \
    }
#define OPENAT(NAME)                                                                                                   \
    int NAME(int folder, const char *path, int flags, ...) {                                                           \
        static int (*real)(int, const char *, int, ...);                                                               \
        if (!real) real = next(#NAME);                                                                                 \
        MODE return opened(real(folder, path, flags, mode), folder, path);                                             \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int close(int file) {
    static int (*real)(int);
    if (!real) real = next("close");
    if (file >= 0 && file < MAX_FILES) kinds[file] = 0;
    return real(file);
}

#define SYNC(NAME)                                                                                                     \
    int NAME(int file) {                                                                                               \
        static int (*real)(int);                                                                                       \
        if (!real) real = next(#NAME);                                                                                 \
        return hit(file, 0) ? -1 : real(file);                                                                         \
    }
SYNC(fsync)
SYNC(fdatasync)

ssize_t write(int file, const void *bytes, size_t length) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = next("write");
    return hit(file, 1) ? -1 : real(file, bytes, length);
}

#define PWRITE(NAME, OFFSET)                                                                                           \
    ssize_t NAME(int file, const void *bytes, size_t length, OFFSET at) {                                              \
        static ssize_t (*real)(int, const void *, size_t, OFFSET);                                                     \
        if (!real) real = next(#NAME);                                                                                 \
        return hit(file, 1) ? -1 : real(file, bytes, length, at);                                                      \
    }
#define PREAD(NAME, OFFSET)                                                                                            \
    ssize_t NAME(int file, void *bytes, size_t length, OFFSET at) {                                                    \
        static ssize_t (*real)(int, void *, size_t, OFFSET);                                                           \
        if (!real) real = next(#NAME);                                                                                 \
        return hit(file, 2) ? -1 : real(file, bytes, length, at);                                                      \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)
PREAD(pread, off_t)
PREAD(pread64, off64_t)
