/* Reads the container's own counters, which the kernel keeps and no process of the container can write.
 * Version 1 and 2 differ in paths and units only. */
#include "runner.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int cpu = -1, memory = -1, oom = -1;
static bool unified;

static int open_first(const char *first, const char *second, const char *third) {
  int descriptor = open(first, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && second) descriptor = open(second, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && third) descriptor = open(third, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(first);
  return descriptor;
}

void control_group_open(void) {
  unified = access("/sys/fs/cgroup/cgroup.controllers", F_OK) == 0;
  if (unified) {
    cpu = open_first("/sys/fs/cgroup/cpu.stat", NULL, NULL);
    memory = open_first("/sys/fs/cgroup/memory.stat", NULL, NULL);
    oom = open_first("/sys/fs/cgroup/memory.events", NULL, NULL);
  } else {
    cpu = open_first("/sys/fs/cgroup/cpuacct/cpuacct.usage", "/sys/fs/cgroup/cpu,cpuacct/cpuacct.usage", "/sys/fs/cgroup/cpu/cpuacct.usage");
    memory = open_first("/sys/fs/cgroup/memory/memory.stat", NULL, NULL);
    oom = open_first("/sys/fs/cgroup/memory/memory.oom_control", NULL, NULL);
  }
}

typedef struct { char text[8192]; } Counters;

static void read_counters(int descriptor, Counters *into) {
  ssize_t size = pread(descriptor, into->text, sizeof into->text - 1, 0);
  if (size <= 0) fail("cannot read a counter of the control group");
  into->text[size] = 0;
}

/* The number after `key`, or at the start of the text without one. */
static uint64_t number(const Counters *counters, const char *key) {
  const char *at = key ? strstr(counters->text, key) : counters->text;
  return at ? strtoull(at + (key ? strlen(key) : 0), NULL, 10) : 0;
}

uint64_t control_group_cpu_us(void) {
  Counters counters;
  read_counters(cpu, &counters);
  return unified ? number(&counters, "usage_usec ") : number(&counters, NULL) / 1000;
}

/* Memory of processes and of files in the work folder; not page cache, which whoever reads an image first is charged. */
uint64_t control_group_memory_kb(void) {
  Counters counters;
  read_counters(memory, &counters);
  return (number(&counters, unified ? "anon " : "\nrss ") + number(&counters, "\nshmem ")) / 1024;
}

uint64_t control_group_oom_kills(void) {
  Counters counters;
  read_counters(oom, &counters);
  return number(&counters, "oom_kill ");
}
