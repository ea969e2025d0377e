/* Feeds job.c's parser messages that are nearly right, in this very process: fuzz-job SEED MILLISECONDS < right messages.
 * Prints how many were taken and refused. A sanitizer that finds something ends it, with the message in hexadecimal. */
#define _GNU_SOURCE
#include "job.c"
#include <sanitizer/common_interface_defs.h>
#include <setjmp.h>
#include <stdio.h>
#include <time.h>

#define MOST_MESSAGES 32
#define LARGEST_MESSAGE (256u << 10)

typedef struct { unsigned char *data; size_t size; } Message;

static Message corpus[MOST_MESSAGES], current;
static size_t corpus_size;
static uint64_t state;
static jmp_buf refused;

/* What the runner does is end; here it is the next message's turn. */
_Noreturn void fail(const char *what) {
  (void)what;
  longjmp(refused, 1);
}

/* xorshift64 by George Marsaglia: the same messages again for the same seed. */
static uint64_t next_random(void) {
  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static size_t below(size_t bound) { return bound ? next_random() % bound : 0; }

static void show_current(void) {
  fprintf(stderr, "the message: ");
  for (size_t at = 0; at < current.size; at++) fprintf(stderr, "%02x", current.data[at]);
  fprintf(stderr, "\n");
}

static void read_corpus(void) {
  uint32_t length;
  while (corpus_size < MOST_MESSAGES && read_fully(0, &length, sizeof length)) {
    Message *message = &corpus[corpus_size++];
    message->size = sizeof length + length;
    message->data = malloc(message->size);
    if (!message->data || message->size > LARGEST_MESSAGE) abort();
    memcpy(message->data, &length, sizeof length);
    if (!read_fully(0, message->data + sizeof length, length)) abort();
  }
}

static void set_number(size_t at, uint32_t number) {
  if (at + sizeof number <= current.size) memcpy(current.data + at, &number, sizeof number);
}

static void change(void) {
  static const uint32_t odd[] = { 0, 1, 255, 511, 512, 600, 601, 4095, 4096, 4097, 100000, 100001,
                                  (64u << 20), (64u << 20) + 1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff };
  size_t at = below(current.size);
  switch (below(6)) {
    case 0: current.size = at; break;
    case 1: if (current.size) current.data[at] ^= (unsigned char)(1u << below(8)); break;
    case 2: set_number(at, odd[below(sizeof odd / sizeof *odd)]); break;
    case 3: set_number(at, (uint32_t)below(current.size * 2)); break;
    case 4: { /* a piece is missing */
      size_t size = below(current.size - at < 64 ? current.size - at : 64);
      memmove(current.data + at, current.data + at + size, current.size - at - size);
      current.size -= size;
      break;
    }
    default: { /* a piece of another message comes in */
      const Message *other = &corpus[below(corpus_size)];
      size_t from = below(other->size), size = below(other->size - from);
      if (size > LARGEST_MESSAGE - at) size = LARGEST_MESSAGE - at;
      memcpy(current.data + at, other->data + from, size);
      if (at + size > current.size) current.size = at + size;
    }
  }
}

static void make_message(void) {
  if (below(50) == 0) {
    current.size = below(512);
    for (size_t at = 0; at < current.size; at++) current.data[at] = (unsigned char)next_random();
  } else {
    const Message *from = &corpus[below(corpus_size)];
    memcpy(current.data, from->data, from->size);
    current.size = from->size;
    for (size_t changes = below(5); changes > 0; changes--) change();
  }
  /* Mostly with the right length in front: else all that is tried is the length. */
  if (below(8) && current.size >= 4) set_number(0, (uint32_t)current.size - 4);
}

/* Reads all that a job that was taken points at. */
static void use(const Job *job) {
  char chunk[512];
  for (uint32_t index = 0; index < job->file_count; index++) {
    if (!safe_name(job->files[index].name)) abort();
    job_read(job->files[index].content, 0, chunk, sizeof chunk);
  }
  for (uint32_t index = 0; index < job->test_count; index++) {
    const Test *test = &job->tests[index];
    if (test->input.length && job_read(test->input, test->input.length - 1, chunk, sizeof chunk) != 1) abort();
    for (uint32_t file = 0; file < test->file_count; file++)
      if (!safe_name(job->test_files[test->file_first + file].name)) abort();
  }
  for (char *const *each = job->run; *each; each++) if (strlen(*each) >= 4096) abort();
}

static void forget(Job *job) {
  for (char **list = job->compile; list; list = list == job->compile ? job->run : list == job->run ? job->environment : NULL)
    for (char **each = list; *each; each++) free(*each);
  free(job->files);
  free(job->test_files);
  free(job->tests);
  memset(job, 0, sizeof *job);
  if (store >= 0) close(store);
  store = -1;
  cursor = end = 0;
}

static uint64_t now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

int main(int count, char **arguments) {
  static Job job;
  if (count != 3) return 2;
  state = strtoull(arguments[1], NULL, 10) * 2 + 1;
  uint64_t until = now_ms() + strtoull(arguments[2], NULL, 10);
  read_corpus();
  current.data = malloc(LARGEST_MESSAGE);
  int stream = memfd_create("message", MFD_CLOEXEC);
  if (corpus_size == 0 || !current.data || stream < 0) return 2;
  __sanitizer_set_death_callback(show_current);
  volatile unsigned long taken = 0, declined = 0;
  while (now_ms() < until) {
    make_message();
    if (ftruncate(stream, 0) != 0 || pwrite(stream, current.data, current.size, 0) != (ssize_t)current.size) return 2;
    lseek(stream, 0, SEEK_SET);
    if (setjmp(refused) == 0 && job_receive(stream, &job)) {
      use(&job);
      taken++;
    } else declined++;
    forget(&job);
  }
  printf("%lu taken, %lu refused\n", taken, declined);
  return 0;
}
