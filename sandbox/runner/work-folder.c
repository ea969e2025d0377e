#define _GNU_SOURCE
#include "runner.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define FLATTENED ".flattened-"
#define LARGEST_KEPT (32u << 20)
#define DEEPEST_KEPT 16

static int root(void) {
  int folder = open(WORK_FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) fail("cannot open the work folder");
  return folder;
}

/* Takes over the descriptor. */
static DIR *entries_of(int folder) {
  DIR *entries = fdopendir(folder);
  if (!entries) fail("cannot list a folder");
  return entries;
}

static bool is_dots(const char *name) { return strcmp(name, ".") == 0 || strcmp(name, "..") == 0; }

/* Empties one folder of the top level: its files go, its folders move up to be emptied in their turn. Nesting of any
 * depth is so removed without recursion and without long paths. */
static void flatten(int top, const char *name, unsigned *serial) {
  fchmodat(top, name, 0700, 0);
  int folder = openat(top, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return;
  DIR *entries = entries_of(folder);
  struct dirent *entry;
  while ((entry = readdir(entries))) {
    if (is_dots(entry->d_name) || unlinkat(folder, entry->d_name, 0) == 0) continue;
    char moved[64];
    snprintf(moved, sizeof moved, FLATTENED "%u", (*serial)++);
    fchmodat(folder, entry->d_name, 0700, 0);
    renameat(folder, entry->d_name, top, moved);
  }
  closedir(entries);
  unlinkat(top, name, AT_REMOVEDIR);
}

/* Removes everything below the work folder. No process of the submission may be left. Follows no links. */
void work_folder_clear(void) {
  if (weakened("work-folder")) return;
  unsigned serial = 0;
  chmod(WORK_FOLDER, 0700);
  for (unsigned round = 0; round < 100000; round++) {
    int top = root();
    DIR *entries = entries_of(top);
    struct dirent *entry;
    bool empty = true;
    while ((entry = readdir(entries))) {
      if (is_dots(entry->d_name)) continue;
      empty = false;
      if (unlinkat(top, entry->d_name, 0) != 0) flatten(top, entry->d_name, &serial);
    }
    closedir(entries);
    if (empty) return;
  }
  fail("cannot clear the work folder");
}

static int open_for_writing(int top, const File *file) {
  int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
  int descriptor = openat(top, file->name, flags, file->mode);
  if (descriptor >= 0 || errno != ENOENT) return descriptor;
  char folder[sizeof file->name];
  for (const char *slash = strchr(file->name, '/'); slash; slash = strchr(slash + 1, '/')) {
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - file->name), file->name);
    mkdirat(top, folder, 0755);
  }
  return openat(top, file->name, flags, file->mode);
}

static bool write_file(int top, const File *file) {
  int descriptor = open_for_writing(top, file);
  if (descriptor < 0) return false;
  char chunk[16384];
  uint32_t done = 0;
  ssize_t got;
  while ((got = job_read(file->content, done, chunk, sizeof chunk)) > 0) {
    if (write(descriptor, chunk, (size_t)got) != got) break;
    done += (uint32_t)got;
  }
  close(descriptor);
  return done == file->content.length;
}

/* Writes files into the (empty) work folder. */
bool work_folder_write(const File *files, uint32_t count) {
  if (count == 0) return true;
  int top = root();
  bool written = true;
  for (uint32_t index = 0; written && index < count; index++) written = write_file(top, &files[index]);
  close(top);
  return written;
}

/* True when the work folder has no room or no inode left. */
bool work_folder_full(void) {
  struct statvfs state;
  return statvfs(WORK_FOLDER, &state) == 0 && (state.f_bavail == 0 || state.f_ffree == 0);
}

static bool keep_folder(Job *job, int folder, const char *prefix, int depth);

static bool keep_entry(Job *job, int folder, const char *prefix, const char *name, int depth) {
  struct stat state;
  if (fstatat(folder, name, &state, AT_SYMLINK_NOFOLLOW) != 0) return true;
  if (!S_ISREG(state.st_mode) && !S_ISDIR(state.st_mode)) return true;
  char path[sizeof job->files->name];
  if (snprintf(path, sizeof path, "%s%s", prefix, name) >= (int)sizeof path) return false;
  int descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) return false;
  if (S_ISDIR(state.st_mode)) {
    strncat(path, "/", sizeof path - strlen(path) - 1);
    return keep_folder(job, descriptor, path, depth + 1);
  }
  bool room = state.st_size <= LARGEST_KEPT && job->file_count < MAX_FILES;
  if (room) {
    File *file = &job->files[job->file_count++];
    strcpy(file->name, path);
    file->mode = state.st_mode & 0777;
    file->content = job_append_from(descriptor, (size_t)state.st_size);
  }
  close(descriptor);
  return room;
}

/* Takes over the descriptor of the folder. */
static bool keep_folder(Job *job, int folder, const char *prefix, int depth) {
  DIR *entries = entries_of(folder);
  struct dirent *entry;
  bool kept = depth < DEEPEST_KEPT;
  while (kept && (entry = readdir(entries))) kept = is_dots(entry->d_name) || keep_entry(job, folder, prefix, entry->d_name, depth);
  closedir(entries);
  return kept;
}

/* Takes the regular files a compiler left in the work folder as the file set of every test. */
bool work_folder_keep(Job *job) {
  free(job->files);
  job->files = calloc(MAX_FILES, sizeof(File));
  job->file_count = 0;
  return job->files != NULL && keep_folder(job, root(), "", 0);
}

/* Reads the start of one file of the work folder; nothing when it is not a regular file. */
void work_folder_read(const char *name, Capture *into, size_t limit) {
  int top = root();
  int descriptor = openat(top, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  close(top);
  struct stat state;
  if (descriptor < 0) return;
  free(into->data);
  *into = (Capture){ malloc(limit), 0, limit, false };
  if (into->data && fstat(descriptor, &state) == 0 && S_ISREG(state.st_mode)) {
    ssize_t got = read(descriptor, into->data, limit);
    into->length = got > 0 ? (size_t)got : 0;
  }
  close(descriptor);
}
