/* A warm interpreter: a child that has started up already and forks one process a test. It is asked over a socket pair
 * and makes each process our own child (CLONE_PARENT), so that we wait for it and its times and memory are the kernel's word.
 * It is given one test's pipes at a time and never sees the job or the result stream. */
#define _GNU_SOURCE
#include "runner.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Generous: on an overloaded host both take long, which must not look like the submission's doing. */
#define START_MS 60000
#define FORK_MS 30000

static char **command;
static pid_t pid = -1;
static int control = -1;

void interpreter_configure(char **given) { command = given; }
bool interpreter_configured(void) { return command != NULL; }

/* Notes that the interpreter was killed together with a test's left-overs. */
void interpreter_lost(void) {
  if (control >= 0) close(control);
  control = -1;
  pid = -1;
  processes_exclude(-1);
}

static pid_t answered(int milliseconds) {
  struct pollfd wait = { control, POLLIN, 0 };
  uint32_t answer = 0;
  if (poll(&wait, 1, milliseconds) != 1 || recv(control, &answer, sizeof answer, 0) != sizeof answer) return -1;
  return (pid_t)answer;
}

/* Starts the interpreter and waits until it says it is warm. */
void interpreter_start(void) {
  int ends[2], input[2], output[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) fail("cannot open the interpreter's socket");
  /* Pipes, not /dev/null: the interpreter builds its streams on them, and a test's streams are pipes too. */
  if (pipe2(input, O_CLOEXEC) != 0 || pipe2(output, O_CLOEXEC) != 0) fail("cannot open the interpreter's pipes");
  pid = fork();
  if (pid < 0) fail("cannot fork");
  if (pid == 0) {
    setsid();
    dup2(input[0], 0);
    dup2(output[1], 1);
    dup2(output[1], 2);
    dup2(ends[1], 3);
    close_range(4, ~0U, 0);
    signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    char *environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=" WORK_FOLDER, "TMPDIR=" WORK_FOLDER, "LANG=C.UTF-8", "PYTHONHASHSEED=0", NULL };
    execve(command[0], command, environment);
    _exit(127);
  }
  close(ends[1]);
  close(input[0]);
  close(input[1]);
  close(output[0]);
  close(output[1]);
  control = ends[0];
  processes_exclude(pid);
  if (answered(START_MS) < 0) fail("the interpreter does not start");
}

static bool ask(const Pipes *pipes, char mode, char *const run[]) {
  char text[4096] = { mode };
  size_t length = 1;
  for (int index = 0; run[index]; index++) {
    size_t size = strlen(run[index]) + 1;
    if (length + size > sizeof text) fail("the interpreter's arguments are too long");
    memcpy(text + length, run[index], size);
    length += size;
  }
  struct iovec part = { text, length };
  union { char buffer[CMSG_SPACE(6 * sizeof(int))]; struct cmsghdr align; } space = { 0 };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = space.buffer, .msg_controllen = sizeof space.buffer };
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(6 * sizeof(int));
  memcpy(CMSG_DATA(header), pipes->child, 6 * sizeof(int));
  return sendmsg(control, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)length;
}

/* Forks a process for one test; it waits on its go pipe. `run` is the entry file's name and its arguments. */
pid_t interpreter_fork(const Pipes *pipes, char mode, char *const run[]) {
  for (int attempt = 0; attempt < 2; attempt++) {
    if (control < 0) interpreter_start();
    kill(pid, SIGCONT); /* an earlier test may have stopped it */
    pid_t child = ask(pipes, mode, run) ? answered(FORK_MS) : -1;
    if (child > 0) return child;
    /* Killed by an earlier test: begin again with a fresh one. */
    kill(-1, SIGKILL);
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) errno = 0;
    interpreter_lost();
  }
  fail("the interpreter does not fork");
}
