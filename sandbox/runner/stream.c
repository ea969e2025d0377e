#include "runner.h"
#include <errno.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

static int results = -1;

void stream_open(int descriptor) { results = descriptor; }

/* Writes one frame: u32 length of what follows, a type byte, the head, the parts. */
void stream_frame(char type, const void *head, size_t head_size, const Capture *parts, size_t part_count) {
  uint32_t length = (uint32_t)(1 + head_size);
  for (size_t part = 0; part < part_count; part++) length += (uint32_t)parts[part].length;
  struct iovec vector[8] = {
    { &length, sizeof length }, { &type, 1 }, { (void *)head, head_size },
  };
  size_t used = 3;
  for (size_t part = 0; part < part_count; part++) vector[used++] = (struct iovec){ parts[part].data, parts[part].length };
  struct iovec *next = vector;
  while (used > 0) {
    ssize_t written = writev(results, next, (int)used);
    if (written < 0) {
      if (errno == EINTR) continue;
      _exit(0); /* the host is gone */
    }
    while (used > 0 && (size_t)written >= next->iov_len) { written -= (ssize_t)next->iov_len; next++; used--; }
    if (used > 0) { next->iov_base = (char *)next->iov_base + written; next->iov_len -= (size_t)written; }
  }
}
