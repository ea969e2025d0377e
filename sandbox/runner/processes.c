#define _GNU_SOURCE
#include "runner.h"
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t kept = -1;

/* Names the one process (a warm interpreter) that may live on between tests. */
void processes_exclude(pid_t pid) { kept = pid; }

static bool anyone_left(void) {
  DIR *folder = opendir("/proc");
  if (!folder) fail("cannot read /proc");
  bool found = false;
  struct dirent *entry;
  while (!found && (entry = readdir(folder))) {
    pid_t pid = (pid_t)atoi(entry->d_name);
    found = pid > 1 && pid != kept;
  }
  closedir(folder);
  return found;
}

/* Ends whatever a test left behind. kill(-1) signals all under one lock, so a fork bomb cannot outrun it; it takes
 * the warm interpreter too, which is then started again. Answers whether that happened. */
bool processes_end_all(void) {
  while (waitpid(-1, NULL, WNOHANG) > 0) {}
  if (weakened("leftovers") || !anyone_left()) return false;
  do {
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) errno = 0;
  } while (anyone_left());
  interpreter_lost();
  return true;
}
