/* Watches one process from its start to the end of everything it left behind. */
#define _GNU_SOURCE
#include "runner.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 10
#define MOST_PATIENCE 5        /* times the wall limit, for a process that waits for a processor all the time */
#define ERROR_FLOOD 8          /* standard error beyond its limit is thrown away, up to this many times the limit */
#define CPU_SLACK_US 10000     /* how finely a busy host tells the time a process took: this, */
#define CPU_SLACK_PERCENT 3    /* or this share of the limit, whichever is more */
#define MEMORY_SLACK_KB 16384  /* page tables, page cache and pipes of a process within its limit */

typedef struct {
  const Limits *limits;
  Pipes pipes;
  Slice input;
  uint32_t sent;
  int feed;             /* the pipe the input goes to; -1 when all is sent */
  pid_t pid;
  int signals;          /* readable when a child ended */
  uint64_t start_us, cpu_start_us, memory_start_kb, oom_start;
  uint64_t error_seen;
  Outcome *outcome;
  bool ended;
} Watch;

static void keep(Capture *capture, const char *data, size_t size, size_t limit) {
  size_t room = limit - capture->length;
  if (size > room) {
    capture->cut = true;
    size = room;
  }
  if (size == 0) return; /* there may be no data to add to */
  if (capture->length + size > capture->capacity) {
    size_t capacity = capture->capacity ? capture->capacity * 2 : 4096;
    while (capacity < capture->length + size) capacity *= 2;
    unsigned char *larger = realloc(capture->data, capacity);
    if (!larger) fail("no memory for output");
    capture->data = larger;
    capture->capacity = capacity;
  }
  memcpy(capture->data + capture->length, data, size);
  capture->length += size;
}

/* Reads what a pipe holds; answers false when its other end is closed. Bounded, so that a flood cannot hold us. */
static bool drain(int *descriptor, Capture *capture, size_t limit, uint64_t *seen, int rounds) {
  char chunk[65536];
  while (rounds-- > 0) {
    ssize_t got = read(*descriptor, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return true;
    if (got == 0) {
      close(*descriptor);
      *descriptor = -1;
      return false;
    }
    if (seen) *seen += (uint64_t)got;
    keep(capture, chunk, (size_t)got, limit);
  }
  return true;
}

static void drain_all(Watch *watch, int rounds) {
  size_t limit = (size_t)watch->limits->output_kb * 1024;
  Outcome *outcome = watch->outcome;
  if (watch->pipes.out >= 0) drain(&watch->pipes.out, &outcome->out, limit, NULL, rounds);
  if (watch->pipes.err >= 0) drain(&watch->pipes.err, &outcome->err, limit, &watch->error_seen, rounds);
  if (watch->pipes.value >= 0) drain(&watch->pipes.value, &outcome->value, limit, NULL, rounds);
}

static void stop_feeding(Watch *watch) {
  if (watch->feed < 0) return;
  if (watch->pipes.input == watch->feed) watch->pipes.input = -1;
  else watch->pipes.request = -1;
  close(watch->feed);
  watch->feed = -1;
}

/* Sends as much input as the pipe takes; a process that never reads costs nothing but its own time. */
static void feed(Watch *watch) {
  char chunk[65536];
  while (watch->feed >= 0) {
    ssize_t size = job_read(watch->input, watch->sent, chunk, sizeof chunk);
    if (size <= 0) { stop_feeding(watch); return; }
    ssize_t written = write(watch->feed, chunk, (size_t)size);
    if (written < 0) {
      if (errno != EAGAIN) stop_feeding(watch); /* the process closed its input: its right */
      return;
    }
    watch->sent += (uint32_t)written;
  }
}

static bool flooded(const Watch *watch) {
  const Outcome *outcome = watch->outcome;
  return outcome->out.cut || outcome->value.cut || watch->error_seen > (uint64_t)watch->limits->output_kb * 1024 * ERROR_FLOOD;
}

/* How long the process waited for a processor, so far. */
static uint64_t starved_us(pid_t pid) {
  char path[64], text[128];
  snprintf(path, sizeof path, "/proc/%d/schedstat", (int)pid);
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return 0;
  ssize_t size = read(descriptor, text, sizeof text - 1);
  close(descriptor);
  if (size <= 0) return 0;
  text[size] = 0;
  unsigned long long ran, waited;
  return sscanf(text, "%llu %llu", &ran, &waited) == 2 ? waited / 1000 : 0;
}

/* The clock does not count against a program what an overloaded host made it wait, within reason. */
static bool out_of_time(const Watch *watch) {
  uint64_t limit = (uint64_t)watch->limits->wall_ms * 1000, wall = now_us() - watch->start_us;
  if (wall <= limit) return false;
  return wall > limit * MOST_PATIENCE || wall - starved_us(watch->pid) > limit;
}

/* The group's counter without the runner, which is in the group and looks at its counters every tick. */
static uint64_t cpu_us(void) {
  struct timespec own;
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own) != 0) fail("cannot read the runner's CPU time");
  return control_group_cpu_us() - ((uint64_t)own.tv_sec * 1000000 + (uint64_t)own.tv_nsec / 1000);
}

/* Two counters that are not read at the very same moment may go back by a little. */
static uint64_t cpu_used_us(const Watch *watch) {
  uint64_t now = cpu_us();
  return now > watch->cpu_start_us ? now - watch->cpu_start_us : 0;
}

/* A limit is passed only where measuring cannot be the reason. */
static bool out_of_cpu(const Limits *limits, uint64_t used_us) {
  uint64_t limit = (uint64_t)limits->cpu_ms * 1000, slack = limit * CPU_SLACK_PERCENT / 100;
  return used_us > limit + (slack > CPU_SLACK_US ? slack : CPU_SLACK_US);
}

/* The group's memory holds what we keep of the output, which is not the process's. */
static uint64_t kept_kb(const Outcome *outcome) {
  return (outcome->out.length + outcome->err.length + outcome->value.length) / 1024;
}

/* Ends the test when a limit is passed; answers whether it did. */
static bool passed_limit(Watch *watch) {
  Outcome *outcome = watch->outcome;
  const Limits *limits = watch->limits;
  if (flooded(watch)) {
    outcome->ending = ENDING_OUTPUT;
    return true;
  }
  uint64_t memory = control_group_memory_kb();
  if (memory > watch->memory_start_kb + limits->memory_kb + kept_kb(outcome) + MEMORY_SLACK_KB) {
    outcome->ending = ENDING_MEMORY;
    return true;
  }
  if (out_of_cpu(limits, cpu_used_us(watch))) outcome->time_kind = TIME_CPU;
  else if (out_of_time(watch)) outcome->time_kind = TIME_WALL;
  else return false;
  outcome->ending = ENDING_TIME;
  return true;
}

/* Takes in every process that ended, orphans too, so that they do not fill the container's process table. */
static void reap(Watch *watch) {
  struct signalfd_siginfo ignored;
  while (read(watch->signals, &ignored, sizeof ignored) > 0) {}
  struct rusage usage;
  int status;
  pid_t pid;
  while ((pid = wait4(-1, &status, WNOHANG, &usage)) > 0) {
    if (pid != watch->pid) continue;
    watch->ended = true;
    watch->outcome->memory_kb = (uint64_t)usage.ru_maxrss;
    if (WIFEXITED(status)) watch->outcome->exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) {
      watch->outcome->signal = WTERMSIG(status);
      if (watch->outcome->ending == ENDING_EXITED) watch->outcome->ending = ENDING_SIGNALLED;
    }
  }
}

/* The host holds the stream open while it wants the result; when it closes, nobody does. */
static void check_host(int stream) {
  char extra;
  if (read(stream, &extra, 1) <= 0) _exit(0);
  fail("the host sent more than the job");
}

static void follow(Watch *watch, int stream) {
  uint64_t checked_us = watch->start_us;
  while (!watch->ended) {
    struct pollfd waits[] = {
      { stream, POLLIN, 0 }, { watch->signals, POLLIN, 0 }, { watch->feed, POLLOUT, 0 },
      { watch->pipes.out, POLLIN, 0 }, { watch->pipes.err, POLLIN, 0 }, { watch->pipes.value, POLLIN, 0 },
    };
    if (poll(waits, 6, TICK_MS) < 0 && errno != EINTR) fail("cannot poll");
    if (waits[0].revents) check_host(stream);
    if (waits[1].revents) reap(watch);
    if (waits[2].revents) feed(watch);
    drain_all(watch, 4);
    uint64_t now = now_us();
    if (!watch->ended && (flooded(watch) || now - checked_us >= TICK_MS * 1000)) {
      checked_us = now;
      if (passed_limit(watch)) return;
    }
  }
}

/* What the counters say after the end overrules how the process says it ended. */
static void judge(Watch *watch) {
  Outcome *outcome = watch->outcome;
  outcome->cpu_us = cpu_used_us(watch);
  if (flooded(watch)) outcome->ending = ENDING_OUTPUT;
  if (outcome->ending < ENDING_TIME && out_of_cpu(watch->limits, outcome->cpu_us)) {
    outcome->ending = ENDING_TIME;
    outcome->time_kind = TIME_CPU;
  }
  if (control_group_oom_kills() > watch->oom_start || outcome->memory_kb > watch->limits->memory_kb) {
    outcome->ending = ENDING_MEMORY;
    outcome->time_kind = TIME_NONE;
  }
}

static void open_signals(Watch *watch) {
  static int signals = -1;
  if (signals < 0) {
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    signals = signalfd(-1, &children, SFD_NONBLOCK | SFD_CLOEXEC);
    if (signals < 0) fail("cannot watch for ended processes");
  }
  watch->signals = signals;
}

/* Runs one process under its limits. `mode`: p program, c call, k compile or check. `command[0]` is the entry file's
 * name when an interpreter is warm, else a program. */
void watch(const Job *job, const Limits *limits, char mode, Slice input, char *const command[], int stream, Outcome *outcome) {
  *outcome = (Outcome){ 0 };
  Watch state = { .limits = limits, .input = input, .outcome = outcome };
  Watch *watch = &state;
  open_signals(watch);
  bool call = mode == 'c';
  bool started = mode == 'k' && compiler_take(&watch->pipes, &watch->pid);
  if (!started) pipes_open(&watch->pipes);
  if (!started && interpreter_configured()) {
    watch->pid = interpreter_fork(&watch->pipes, mode, command);
    started = true;
  }
  watch->feed = call ? watch->pipes.request : watch->pipes.input;
  watch->oom_start = control_group_oom_kills();
  watch->memory_start_kb = control_group_memory_kb();
  watch->cpu_start_us = cpu_us();
  watch->start_us = now_us();
  if (!started) watch->pid = start_program(&watch->pipes, command, job->environment);
  pipes_close_child(&watch->pipes);
  int *unused = call ? &watch->pipes.input : &watch->pipes.request;
  close(*unused);
  *unused = -1;
  feed(watch);
  if (write(watch->pipes.go, "g", 1) != 1) { /* nobody reads it, or it ended already: follow() sees that */ }

  follow(watch, stream);
  outcome->wall_us = now_us() - watch->start_us;
  if (!watch->ended) kill(watch->pid, SIGKILL);
  while (!watch->ended) {
    struct pollfd wait = { watch->signals, POLLIN, 0 };
    poll(&wait, 1, TICK_MS);
    reap(watch);
  }
  processes_end_all();
  drain_all(watch, 64);
  outcome->folder_full = work_folder_full();
  judge(watch);
  stop_feeding(watch);
  pipes_close(&watch->pipes);
}
