import type { Attack } from './attack.ts';

/**
 * Looks for any place outside its folder that it can write to.
 * Expected: there is none, the root is read-only.
 * Control: with a writable root, /var/lock or the like takes a file.
 */
export const writablePlaces: Attack = {
  name: 'writable-places',
  source: `
found = []
for folder in ('/', '/var', '/var/lock', '/run', '/run/lock', '/var/tmp', '/tmp', '/dev', '/dev/mqueue', '/home', '/usr/local', '/sandbox', '/opt', '/sys/fs/cgroup/memory', '/proc/sys/kernel'):
    path = os.path.join(os.path.realpath(folder), 'waymark-note')
    if path.startswith('/box'):
        continue
    try:
        open(path, 'w').close()
        found.append(path)
    except OSError:
        pass
tell(bool(found), found)
`,
  control: { without: 'read-only root' },
};
