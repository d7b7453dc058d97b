/*
 * Loaded before libc: calls that write below a folder fail while the file $FAULTY_SWITCH exists. It holds the name of
 * the error, ENOSPC, EDQUOT, EROFS or EIO, a space, and the folder.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/syscall.h>
#include <unistd.h>

static __thread char folder[PATH_MAX];

/* The fault now, or 0. Read with plain system calls, so that nothing below is called again. */
static int fault(void) {
  const char *path = getenv("FAULTY_SWITCH");
  if (path == NULL) return 0;
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0) return 0;
  char text[PATH_MAX] = {0};
  long length = syscall(SYS_read, fd, text, sizeof text - 1);
  syscall(SYS_close, fd);
  char *space = length <= 0 ? NULL : strchr(text, ' ');
  if (space == NULL) return 0;
  strcpy(folder, space + 1);
  if (strncmp(text, "EDQUOT", 6) == 0) return EDQUOT;
  if (strncmp(text, "EROFS", 5) == 0) return EROFS;
  if (strncmp(text, "EIO", 3) == 0) return EIO;
  return ENOSPC;
}

static int below(const char *path) {
  return strncmp(path, folder, strlen(folder)) == 0;
}

static int below_fd(int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return below(path);
}

static int refused_fd(int fd) {
  int code = fault();
  if (code == 0 || !below_fd(fd)) return 0;
  errno = code;
  return 1;
}

#define REAL(name) \
  static __typeof__(name) *real; \
  if (real == NULL) real = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *buffer, size_t count) {
  REAL(write);
  return refused_fd(fd) ? -1 : real(fd, buffer, count);
}

ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset) {
  REAL(pwrite);
  return refused_fd(fd) ? -1 : real(fd, buffer, count, offset);
}

ssize_t pwrite64(int fd, const void *buffer, size_t count, off64_t offset) {
  REAL(pwrite64);
  return refused_fd(fd) ? -1 : real(fd, buffer, count, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  return refused_fd(fd) ? -1 : real(fd, parts, count);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  REAL(pwritev);
  return refused_fd(fd) ? -1 : real(fd, parts, count, offset);
}

/* A read-only file system also refuses to open for writing, to rename and to remove. */
static int refused_path(const char *path, int writes) {
  int code = fault();
  if (code == 0 || !writes || !below(path)) return 0;
  errno = code;
  return 1;
}

static int creates(const char *path, int flags) {
  struct stat found;
  if (fault() == EROFS) return (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0;
  return (flags & O_CREAT) != 0 && syscall(SYS_newfstatat, AT_FDCWD, path, &found, 0) != 0;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(name); \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    return refused_path(path, creates(path, flags)) ? -1 : real(path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  return refused_path(path, 1) ? -1 : real(path, mode);
}

int rename(const char *from, const char *to) {
  REAL(rename);
  return refused_path(to, fault() == EROFS) ? -1 : real(from, to);
}

int unlink(const char *path) {
  REAL(unlink);
  return refused_path(path, fault() == EROFS) ? -1 : real(path);
}

int ftruncate(int fd, off_t length) {
  REAL(ftruncate);
  return fault() == EROFS && refused_fd(fd) ? -1 : real(fd, length);
}

int ftruncate64(int fd, off64_t length) {
  REAL(ftruncate64);
  return fault() == EROFS && refused_fd(fd) ? -1 : real(fd, length);
}
