// A disk that remembers everything: preloaded into a server (LD_PRELOAD), it writes each change of a file or a folder below
// RECORDER_ROOT to the file RECORDER_LOG, in the order in which the changes were made, so that a test can make the disk
// again as it may have been at any moment of a power cut. Nothing is really synced meanwhile; a sync is a record.
//
// A record: kind (1 byte) | CLOCK_MONOTONIC in ns (8) | bytes of path (4) | bytes of data (4) | offset (8) | path | data, little-endian.
//   C a file is there, empty   T cut to nothing   L cut to or filled up to the offset   W data at the offset
//   F a file is synced         G a folder is synced   D a folder is there
//   R renamed to the path in data   H linked as the path in data   U gone
#include "preloaded.h"
#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MAX_FILES 4096
#define LOG_FILE 4000
static char *paths[MAX_FILES];
static char synced[MAX_FILES];
static int log_file = -1;
static const char *root;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("RECORDER_LOG");
    root = getenv("RECORDER_ROOT");
    if (!path || !root) return;
    int (*real_open)(const char *, int, ...) = next("open");
    int (*real_close)(int) = next("close");
    int file = real_open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0) return;
    log_file = fcntl(file, F_DUPFD, LOG_FILE);
    real_close(file);
}

static int below(const char *path) { return log_file >= 0 && strncmp(path, root, strlen(root)) == 0; }

static void note(char kind, const char *path, const void *data, size_t length, uint64_t offset) {
    static ssize_t (*real)(int, const struct iovec *, int);
    if (!real) real = next("writev");
    int before = errno;
    struct timespec now;
    char head[25];
    uint32_t path_bytes = strlen(path), data_bytes = length;
    pthread_mutex_lock(&lock);
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t ns = now.tv_sec * 1000000000ull + now.tv_nsec;
    head[0] = kind;
    memcpy(head + 1, &ns, 8);
    memcpy(head + 9, &path_bytes, 4);
    memcpy(head + 13, &data_bytes, 4);
    memcpy(head + 17, &offset, 8);
    struct iovec parts[3] = {{head, sizeof head}, {(void *)path, path_bytes}, {(void *)data, data_bytes}};
    if (real(log_file, parts, 3) != (ssize_t)(sizeof head + path_bytes + data_bytes)) abort();
    pthread_mutex_unlock(&lock);
    errno = before;
}

static void whole_path(int folder, const char *path, char *out) {
    if (path[0] == '/') {
        snprintf(out, 4096, "%s", path);
    } else if (folder >= 0 && folder < MAX_FILES && paths[folder]) {
        snprintf(out, 4096, "%s/%s", paths[folder], path);
    } else {
        char from[2048];
        if (folder != AT_FDCWD || !getcwd(from, sizeof from)) from[0] = 0;
        snprintf(out, 4096, "%s/%s", from, path);
    }
}

static const char *path_of(int file) { return file >= 0 && file < MAX_FILES ? paths[file] : 0; }

static void name(int file, const char *path) {
    pthread_mutex_lock(&lock);
    free(paths[file]);
    paths[file] = path ? strdup(path) : 0;
    pthread_mutex_unlock(&lock);
}

static int opened(int file, const char *path, int flags, int existed) {
    if (file < 0 || file >= MAX_FILES) return file;
    int before = errno;
    name(file, path);
    synced[file] = (flags & O_DSYNC) != 0;
    if (!existed && (flags & O_CREAT)) note('C', path, "", 0, 0);
    if (flags & O_TRUNC) note('T', path, "", 0, 0);
    errno = before;
    return file;
}

#define OPENING(FOLDER, CALL)                                                                                          \
    char whole[4096];                                                                                                  \
    whole_path(FOLDER, path, whole);                                                                                   \
    if (!below(whole)) {                                                                                               \
        int other = CALL;                                                                                              \
        if (path_of(other)) name(other, 0);                                                                            \
        return other;                                                                                                  \
    }                                                                                                                  \
    struct stat there;                                                                                                 \
    int existed = stat(whole, &there) == 0;                                                                            \
    return opened(CALL, whole, flags, existed);
#define OPEN(NAME)                                                                                                     \
    int NAME(const char *path, int flags, ...) {                                                                       \
        static int (*real)(const char *, int, ...);                                                                    \
        if (!real) real = next(#NAME);                                                                                 \
        MODE OPENING(AT_FDCWD, real(path, flags, mode))                                                                \
    }
#define OPENAT(NAME)                                                                                                   \
    int NAME(int folder, const char *path, int flags, ...) {                                                           \
        static int (*real)(int, const char *, int, ...);                                                               \
        if (!real) real = next(#NAME);                                                                                 \
        MODE OPENING(folder, real(folder, path, flags, mode))                                                          \
    }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)

int close(int file) {
    static int (*real)(int);
    if (!real) real = next("close");
    if (file == log_file && file >= 0) {
        errno = EBADF;
        return -1;
    }
    if (path_of(file)) name(file, 0);
    return real(file);
}

static void written(int file, const void *bytes, ssize_t length, uint64_t at) {
    const char *path = path_of(file);
    if (!path || length <= 0) return;
    note('W', path, bytes, length, at);
    if (synced[file]) note('F', path, "", 0, 0);
}

// Where the last `length` bytes went of a file that has a position.
static uint64_t before_position(int file, ssize_t length) {
    off_t position = lseek(file, 0, SEEK_CUR);
    return position < length ? 0 : (uint64_t)(position - length);
}

ssize_t write(int file, const void *bytes, size_t length) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = next("write");
    ssize_t done = real(file, bytes, length);
    if (done > 0 && path_of(file)) written(file, bytes, done, before_position(file, done));
    return done;
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    static ssize_t (*real)(int, const struct iovec *, int);
    if (!real) real = next("writev");
    ssize_t done = real(file, parts, count);
    if (done > 0 && path_of(file)) {
        uint64_t at = before_position(file, done);
        ssize_t left = done;
        for (int i = 0; i < count && left > 0; i++) {
            ssize_t part = (ssize_t)parts[i].iov_len < left ? (ssize_t)parts[i].iov_len : left;
            written(file, parts[i].iov_base, part, at);
            at += part;
            left -= part;
        }
    }
    return done;
}

#define PWRITE(NAME, OFFSET)                                                                                           \
    ssize_t NAME(int file, const void *bytes, size_t length, OFFSET at) {                                              \
        static ssize_t (*real)(int, const void *, size_t, OFFSET);                                                     \
        if (!real) real = next(#NAME);                                                                                 \
        ssize_t done = real(file, bytes, length, at);                                                                  \
        written(file, bytes, done, at);                                                                                \
        return done;                                                                                                   \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define SYNC(NAME)                                                                                                     \
    int NAME(int file) {                                                                                               \
        static int (*real)(int);                                                                                       \
        if (!real) real = next(#NAME);                                                                                 \
        const char *path = path_of(file);                                                                              \
        if (!path) return real(file);                                                                                  \
        struct stat what;                                                                                              \
        int folder = fstat(file, &what) == 0 && S_ISDIR(what.st_mode);                                                 \
        note(folder ? 'G' : 'F', path, "", 0, 0);                                                                      \
        return 0;                                                                                                      \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(NAME, OFFSET)                                                                                         \
    int NAME(int file, OFFSET length) {                                                                                \
        static int (*real)(int, OFFSET);                                                                               \
        if (!real) real = next(#NAME);                                                                                 \
        int result = real(file, length);                                                                               \
        if (result == 0 && path_of(file)) note('L', path_of(file), "", 0, length);                                     \
        return result;                                                                                                 \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

// Copies inside the kernel would not be seen: whoever asks for one goes the way of reading and writing.
ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *at_to, size_t length, unsigned flags) {
    static ssize_t (*real)(int, off64_t *, int, off64_t *, size_t, unsigned);
    if (!real) real = next("copy_file_range");
    if (!path_of(to)) return real(from, at, to, at_to, length, flags);
    errno = ENOSYS;
    return -1;
}

#define SENDFILE(NAME, OFFSET)                                                                                         \
    ssize_t NAME(int to, int from, OFFSET *at, size_t length) {                                                        \
        static ssize_t (*real)(int, int, OFFSET *, size_t);                                                            \
        if (!real) real = next(#NAME);                                                                                 \
        if (!path_of(to)) return real(to, from, at, length);                                                           \
        errno = EINVAL;                                                                                                \
        return -1;                                                                                                     \
    }
SENDFILE(sendfile, off_t)
SENDFILE(sendfile64, off64_t)

int rename(const char *from, const char *to) {
    static int (*real)(const char *, const char *);
    if (!real) real = next("rename");
    int result = real(from, to);
    if (result == 0 && below(to)) {
        note('R', from, to, strlen(to), 0);
        for (int file = 0; file < MAX_FILES; file++) {
            const char *path = paths[file];
            if (path && !strcmp(path, from)) name(file, to);
        }
    }
    return result;
}

int link(const char *from, const char *to) {
    static int (*real)(const char *, const char *);
    if (!real) real = next("link");
    int result = real(from, to);
    if (result == 0 && below(to)) note('H', from, to, strlen(to), 0);
    return result;
}

#define REMOVAL(NAME)                                                                                                  \
    int NAME(const char *path) {                                                                                       \
        static int (*real)(const char *);                                                                              \
        if (!real) real = next(#NAME);                                                                                 \
        int result = real(path);                                                                                       \
        if (result == 0 && below(path)) note('U', path, "", 0, 0);                                                     \
        return result;                                                                                                 \
    }
REMOVAL(unlink)
REMOVAL(remove)
REMOVAL(rmdir)

int unlinkat(int folder, const char *path, int flags) {
    static int (*real)(int, const char *, int);
    if (!real) real = next("unlinkat");
    char whole[4096];
    whole_path(folder, path, whole);
    int result = real(folder, path, flags);
    if (result == 0 && below(whole)) note('U', whole, "", 0, 0);
    return result;
}

int mkdir(const char *path, mode_t mode) {
    static int (*real)(const char *, mode_t);
    if (!real) real = next("mkdir");
    int result = real(path, mode);
    if (result == 0 && below(path)) note('D', path, "", 0, 0);
    return result;
}
