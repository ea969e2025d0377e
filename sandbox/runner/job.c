#define _GNU_SOURCE
#include "runner.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LARGEST_JOB (64u << 20)

static int store = -1;
static off_t cursor, end;

static bool read_fully(int stream, void *buffer, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t got = read(stream, (char *)buffer + done, size - done);
    if (got == 0) return false;
    if (got < 0) {
      if (errno == EINTR) continue;
      return false;
    }
    done += (size_t)got;
  }
  return true;
}

static void append(const void *data, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t written = pwrite(store, (const char *)data + done, size - done, end);
    if (written <= 0) fail("cannot store the job");
    done += (size_t)written;
    end += written;
  }
}

/* Reads part of a slice; answers how many bytes came. */
ssize_t job_read(Slice slice, uint32_t from, void *buffer, size_t size) {
  if (from >= slice.length) return 0;
  if (size > slice.length - from) size = slice.length - from;
  return pread(store, buffer, size, slice.offset + from);
}

/* Adds a file's content to the store (what a compiler made). */
Slice job_append_from(int descriptor, size_t size) {
  Slice slice = { end, 0 };
  char chunk[16384];
  while (slice.length < size) {
    ssize_t got = read(descriptor, chunk, sizeof chunk);
    if (got <= 0) break;
    append(chunk, (size_t)got);
    slice.length += (uint32_t)got;
  }
  return slice;
}

static void take(void *into, size_t size) {
  if (cursor + (off_t)size > end) fail("the job ends early");
  if (pread(store, into, size, cursor) != (ssize_t)size) fail("cannot read the job");
  cursor += (off_t)size;
}

static uint32_t take_number(void) {
  uint32_t number;
  take(&number, sizeof number);
  return number;
}

static Slice take_slice(void) {
  Slice slice = { 0, take_number() };
  slice.offset = cursor;
  if (slice.offset + slice.length > end) fail("the job ends early");
  cursor += slice.length;
  return slice;
}

static void take_text(char *into, size_t size) {
  uint32_t length = take_number();
  if (length >= size) fail("a name in the job is too long");
  take(into, length);
  into[length] = 0;
}

static void take_arguments(char **into) {
  uint32_t count = take_number();
  if (count > MAX_ARGUMENTS) fail("too many arguments in the job");
  for (uint32_t index = 0; index < count; index++) {
    char text[4096];
    take_text(text, sizeof text);
    if (!(into[index] = strdup(text))) fail("no memory for the job");
  }
  into[count] = NULL;
}

/* The host checks names with a clear message; this is the second lock on the same door. */
static bool safe_name(const char *name) {
  if (!name[0] || name[0] == '/') return false;
  for (const char *part = name; part; part = strchr(part, '/')) {
    if (*part == '/') part++;
    size_t length = strcspn(part, "/");
    if (length == 0 || (length == 1 && part[0] == '.') || (length == 2 && part[0] == '.' && part[1] == '.')) return false;
  }
  return true;
}

static uint32_t take_files(File *into, uint32_t room) {
  uint32_t count = take_number();
  if (count > room) fail("too many files in the job");
  for (uint32_t index = 0; index < count; index++) {
    take_text(into[index].name, sizeof into[index].name);
    if (!safe_name(into[index].name)) fail("a file name leaves the work folder");
    into[index].content = take_slice();
    into[index].mode = 0644;
  }
  return count;
}

static void *room_for(size_t count, size_t size) {
  void *room = calloc(count ? count : 1, size);
  if (!room) fail("no memory for the job");
  return room;
}

/* Receives one job: u32 length, then the message ../job-message.ts writes. False when the stream ends before. */
bool job_receive(int stream, Job *job) {
  uint32_t length;
  if (!read_fully(stream, &length, sizeof length)) return false;
  if (length > LARGEST_JOB) fail("the job is too large");
  store = memfd_create("job", MFD_CLOEXEC);
  if (store < 0) fail("cannot create the job's memory file");
  char chunk[16384];
  for (uint32_t left = length; left > 0;) {
    size_t size = left < sizeof chunk ? left : sizeof chunk;
    if (!read_fully(stream, chunk, size)) return false;
    append(chunk, size);
    left -= (uint32_t)size;
  }
  take(&job->limits, sizeof job->limits);
  take(&job->compile_limits, sizeof job->compile_limits);
  take_arguments(job->compile);
  take_arguments(job->run);
  take_arguments(job->environment);
  take_text(job->feedback, sizeof job->feedback);
  uint32_t file_room = take_number(), test_file_room = take_number();
  if (file_room > MAX_FILES || test_file_room > MAX_FILES) fail("too many files in the job");
  job->files = room_for(file_room, sizeof(File));
  job->test_files = room_for(test_file_room, sizeof(File));
  job->file_count = take_files(job->files, file_room);
  job->test_count = take_number();
  if (job->test_count > 100000) fail("too many tests in the job");
  job->tests = room_for(job->test_count, sizeof(Test));
  uint32_t test_files = 0;
  for (uint32_t index = 0; index < job->test_count; index++) {
    Test *test = &job->tests[index];
    test->mode = (uint8_t)take_number();
    test->input = take_slice();
    test->file_first = test_files;
    test->file_count = take_files(job->test_files + test_files, test_file_room - test_files);
    test_files += test->file_count;
  }
  return true;
}
