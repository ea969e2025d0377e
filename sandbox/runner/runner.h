/* The runner is PID 1 of a submission's container. It holds the whole job, gives each test's process only that
 * test's input, and writes raw results to the stream the host attached before the start. docs: ../README.md */
#ifndef RUNNER_H
#define RUNNER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define WORK_FOLDER "/box"
#define MAX_ARGUMENTS 600
#define MAX_FILES 4096

/* A range of the job's memory file: the job is never mapped, so that a child's maxrss does not start at its size. */
typedef struct { off_t offset; uint32_t length; } Slice;

typedef struct { uint32_t cpu_ms, wall_ms, memory_kb, output_kb; } Limits;

typedef struct { char name[512]; Slice content; mode_t mode; } File;

typedef struct {
  uint8_t mode;         /* 'p' program: input is stdin; 'c' call: input is the request on descriptor 3 */
  Slice input;
  uint32_t file_first, file_count; /* files of this test alone (checkers) */
} Test;

typedef struct {
  Limits limits, compile_limits;
  char *compile[MAX_ARGUMENTS + 1]; /* empty: nothing to compile */
  char *run[MAX_ARGUMENTS + 1];
  char *environment[MAX_ARGUMENTS + 1];
  char feedback[512];   /* file whose content is the test's value when not empty (checkers) */
  File *files;
  uint32_t file_count;
  File *test_files;
  Test *tests;
  uint32_t test_count;
} Job;

typedef struct { unsigned char *data; size_t length, capacity; bool cut; } Capture;

enum { ENDING_EXITED, ENDING_SIGNALLED, ENDING_TIME, ENDING_MEMORY, ENDING_OUTPUT };
enum { TIME_NONE, TIME_CPU, TIME_WALL };

typedef struct {
  uint8_t ending, time_kind, folder_full;
  int32_t exit_code, signal;
  uint64_t cpu_us, wall_us, memory_kb;
  Capture out, err, value;
} Outcome;

/* What one process is started with; the runner's ends are non-blocking. */
typedef struct { int child[6]; int input, out, err, request, value, go; } Pipes;

/* job.c */
bool job_receive(int stream, Job *job);
ssize_t job_read(Slice slice, uint32_t from, void *buffer, size_t size);
Slice job_append_from(int descriptor, size_t size);

/* stream.c */
void stream_open(int descriptor);
void stream_frame(char type, const void *head, size_t head_size, const Capture *parts, size_t part_count);

/* control-group.c */
void control_group_open(void);
uint64_t control_group_cpu_us(void);
uint64_t control_group_memory_kb(void);
uint64_t control_group_oom_kills(void);

/* work-folder.c */
void work_folder_clear(void);
bool work_folder_write(const File *files, uint32_t count);
bool work_folder_full(void);
bool work_folder_keep(Job *job);
void work_folder_read(const char *name, Capture *into, size_t limit);

/* processes.c */
void processes_exclude(pid_t pid);
bool processes_end_all(void);

/* interpreter.c */
void interpreter_configure(char **command);
bool interpreter_configured(void);
void interpreter_start(void);
pid_t interpreter_fork(const Pipes *pipes, char mode, char *const run[]);
void interpreter_lost(void);

/* start.c */
void pipes_open(Pipes *pipes);
void pipes_close_child(Pipes *pipes);
void pipes_close(Pipes *pipes);
pid_t start_program(const Pipes *pipes, char *const command[], char *const environment[]);
void compiler_start(char **command);
bool compiler_take(Pipes *pipes, pid_t *pid);

/* watch.c */
void watch(const Job *job, const Limits *limits, char mode, Slice input, char *const command[], int stream, Outcome *outcome);

/* main.c */
_Noreturn void fail(const char *what);
uint64_t now_us(void);

/* A runner built with CONTROLS can leave one protection out, to show that an attack needs it. Others cannot. */
#ifdef CONTROLS
bool weakened(const char *protection);
#else
#define weakened(protection) false
#endif

#endif
