import type { Attack } from './attack.ts';

/**
 * Runs programs with the set-user-id bit, which run as root.
 * Expected: none is in the image, and the kernel is told never to honour one.
 * Control: where the kernel is not told, one that the control's image has (a copy of sleep) runs as root.
 */
export const gainPrivileges: Attack = {
  name: 'gain-privileges',
  source: `
import subprocess
for base, _, names in os.walk('/usr'):
    for name in names:
        path = os.path.join(base, name)
        if not os.path.islink(path) and os.stat(path).st_mode & 0o4000:
            program = subprocess.Popen([path, '1'])
            time.sleep(0.05)
            users = open(f'/proc/{program.pid}/status').read().split('Uid:')[1].split()[:4]
            program.kill()
            tell('0' in users, path, users)
held('looked everywhere')
`,
  control: { without: 'no new privileges' },
};
