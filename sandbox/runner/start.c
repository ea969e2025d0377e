#define _GNU_SOURCE
#include "runner.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define COMPILER_START_MS 60000

static void pipe_pair(int *reader, int *writer, int *ours) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail("cannot open a pipe");
  *reader = ends[0];
  *writer = ends[1];
  if (fcntl(*ours, F_SETFL, O_NONBLOCK) != 0) fail("cannot set a pipe non-blocking");
}

/* Opens the pipes of one process: 0 stdin, 1 stdout, 2 stderr, 3 request, 4 value, 5 go. */
void pipes_open(Pipes *pipes) {
  pipe_pair(&pipes->child[0], &pipes->input, &pipes->input);
  pipe_pair(&pipes->out, &pipes->child[1], &pipes->out);
  pipe_pair(&pipes->err, &pipes->child[2], &pipes->err);
  pipe_pair(&pipes->child[3], &pipes->request, &pipes->request);
  pipe_pair(&pipes->value, &pipes->child[4], &pipes->value);
  pipe_pair(&pipes->child[5], &pipes->go, &pipes->go);
}

void pipes_close_child(Pipes *pipes) {
  for (int index = 0; index < 6; index++) {
    if (pipes->child[index] >= 0) close(pipes->child[index]);
    pipes->child[index] = -1;
  }
}

void pipes_close(Pipes *pipes) {
  int *ours[] = { &pipes->input, &pipes->out, &pipes->err, &pipes->request, &pipes->value, &pipes->go };
  for (size_t index = 0; index < sizeof ours / sizeof *ours; index++) {
    if (*ours[index] >= 0) close(*ours[index]);
    *ours[index] = -1;
  }
}

/* Starts a program with the first `count` pipes as its descriptors and nothing else open. */
static pid_t start(const Pipes *pipes, int count, char *const command[], char *const environment[]) {
  pid_t pid = fork();
  if (pid < 0) fail("cannot fork");
  if (pid > 0) return pid;
  /* The kernel must take the submission before the runner when memory ends; raising needs no privilege. A submission may lower it
   * again: it is taken all the same, being far larger (attacks/first-victim.ts). */
  prctl(PR_SET_DUMPABLE, 1);
  int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (score >= 0) {
    if (write(score, "1000", 4) != 4) {}
    close(score);
  }
  setsid();
  for (int index = 0; index < count; index++) dup2(pipes->child[index], index);
  close_range((unsigned)count, ~0U, 0);
  signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (chdir(WORK_FOLDER) == 0) execve(command[0], command, environment);
  dprintf(2, "cannot start %s: %s\n", command[0], strerror(errno));
  _exit(127);
}

/* Starts a program with the pipes as its descriptors 0 to 4. */
pid_t start_program(const Pipes *pipes, char *const command[], char *const environment[]) {
  return start(pipes, 5, command, environment);
}

static Pipes early_pipes;
static pid_t early_pid = -1;

/* Starts a compiler before there is a job. It writes a byte to descriptor 4 when warm, and waits for one on descriptor 5. */
void compiler_start(char **command) {
  char *environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" WORK_FOLDER, "TMPDIR=" WORK_FOLDER, "LANG=C.UTF-8", NULL };
  pipes_open(&early_pipes);
  early_pid = start(&early_pipes, 6, command, environment);
  pipes_close_child(&early_pipes);
  struct pollfd wait = { early_pipes.value, POLLIN, 0 };
  char warm;
  if (poll(&wait, 1, COMPILER_START_MS) != 1 || read(early_pipes.value, &warm, 1) != 1) fail("the compiler does not start");
}

/* Hands out the compiler started early, once; false when there is none. */
bool compiler_take(Pipes *pipes, pid_t *pid) {
  if (early_pid < 0) return false;
  *pipes = early_pipes;
  *pid = early_pid;
  early_pid = -1;
  return true;
}
