#define _GNU_SOURCE
#include "runner.h"
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int trouble = 2;

/* Ends the runner, and with PID 1 every process of the container. The host sees a runner that is gone. */
_Noreturn void fail(const char *what) {
  dprintf(trouble, "runner: %s: %s\n", what, strerror(errno));
  _exit(70);
}

uint64_t now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

#ifdef CONTROLS
bool weakened(const char *protection) {
  const char *chosen = getenv("WEAKEN");
  return chosen && strcmp(chosen, protection) == 0;
}
#endif

/* Moves a descriptor out of the low numbers, close-on-exec, so that no child can inherit it. */
static int withdraw(int descriptor) {
  int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 20);
  if (moved < 0) fail("cannot move a descriptor");
  return moved;
}

static void report(char type, uint32_t index, Outcome *outcome) {
  struct __attribute__((packed)) {
    uint32_t index;
    uint8_t ending, time_kind, cut, folder_full;
    int32_t exit_code, signal;
    uint64_t cpu_us, wall_us, memory_kb;
    uint32_t lengths[3];
  } head = {
    .index = index, .ending = outcome->ending, .time_kind = outcome->time_kind,
    .cut = (outcome->out.cut ? 1 : 0) | (outcome->err.cut ? 2 : 0) | (outcome->value.cut ? 4 : 0),
    .folder_full = outcome->folder_full, .exit_code = outcome->exit_code, .signal = outcome->signal,
    .cpu_us = outcome->cpu_us, .wall_us = outcome->wall_us, .memory_kb = outcome->memory_kb,
    .lengths = { (uint32_t)outcome->out.length, (uint32_t)outcome->err.length, (uint32_t)outcome->value.length },
  };
  const Capture parts[] = { outcome->out, outcome->err, outcome->value };
  stream_frame(type, &head, sizeof head, parts, 3);
}

/* What one process wrote is the host's now. A child's maxrss starts at our size: kept, it would be held against later tests. */
static void forget(Outcome *outcome) {
  free(outcome->out.data);
  free(outcome->err.data);
  free(outcome->value.data);
  *outcome = (Outcome){ 0 };
}

static bool compile(Job *job, int stream) {
  if (!job->compile[0]) return true;
  Outcome outcome;
  if (!work_folder_write(job->files, job->file_count)) fail("cannot write the files");
  watch(job, &job->compile_limits, 'k', (Slice){ 0, 0 }, job->compile, stream, &outcome);
  bool succeeded = outcome.ending == ENDING_EXITED && outcome.exit_code == 0;
  /* What the compiler leaves is the file set of every test. An interpreter only checks, and leaves nothing. */
  if (succeeded && !interpreter_configured() && !work_folder_keep(job)) fail("cannot keep the compiled files");
  report('C', 0, &outcome);
  forget(&outcome);
  work_folder_clear();
  return succeeded;
}

static void execute(const Job *job, const Test *test, int stream, Outcome *outcome) {
  if (!work_folder_write(job->files, job->file_count)) fail("cannot write the files");
  if (!work_folder_write(job->test_files + test->file_first, test->file_count)) fail("cannot write the test's files");
  watch(job, &job->limits, (char)test->mode, test->input, job->run, stream, outcome);
  if (job->feedback[0]) work_folder_read(job->feedback, &outcome->value, 4096);
  work_folder_clear();
}

static bool used_up_its_cpu(const Outcome *outcome) {
  return outcome->ending == ENDING_TIME && outcome->time_kind == TIME_CPU;
}

/* A shared host at times counts several times the CPU a program takes (measured: 17 ms of it as 51 to 90). So what used up its CPU
 * is run once more before it is believed; once two runs agreed, the program is slow, and its other tests are not run twice. */
static void run_test(const Job *job, uint32_t index, int stream) {
  static bool slow = false;
  const Test *test = &job->tests[index];
  Outcome outcome;
  execute(job, test, stream, &outcome);
  if (used_up_its_cpu(&outcome) && !slow) {
    forget(&outcome);
    execute(job, test, stream, &outcome);
    slow = used_up_its_cpu(&outcome);
  }
  report('T', index, &outcome);
  forget(&outcome);
}

int main(int count, char **arguments) {
  /* Same uid as the submission: without this it could read our memory and descriptors through /proc. */
  if (!weakened("dumpable") && prctl(PR_SET_DUMPABLE, 0) != 0) fail("cannot become undumpable");
  /* Else the first large block that is freed raises both, and up to twice its size stays ours for good. */
  mallopt(M_MMAP_THRESHOLD, 64 * 1024);
  mallopt(M_TRIM_THRESHOLD, 64 * 1024);
  signal(SIGPIPE, SIG_IGN);
  int stream = withdraw(0), results = withdraw(1);
  trouble = withdraw(2);
  int null = open("/dev/null", O_RDWR);
  for (int descriptor = 0; descriptor < 3; descriptor++) dup2(null, descriptor);
  if (null > 2) close(null);
  umask(022);
  stream_open(results);
  control_group_open();

  if (count > 2 && strcmp(arguments[1], "interpreter") == 0) {
    interpreter_configure(arguments + 2);
    interpreter_start();
  } else if (count > 2 && strcmp(arguments[1], "compiler") == 0) {
    compiler_start(arguments + 2);
  }
  stream_frame('R', NULL, 0, NULL, 0);

  static Job job;
  if (!job_receive(stream, &job)) return 0;
  if (compile(&job, stream))
    for (uint32_t index = 0; index < job.test_count; index++) run_test(&job, index, stream);
  stream_frame('E', NULL, 0, NULL, 0);
  return 0;
}
