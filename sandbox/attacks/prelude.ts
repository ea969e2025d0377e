import type { SourceFile } from '../types.ts';
import type { Attack } from './attack.ts';

/** What every attack finds defined, and the main program: its input names the attack and the step. */
const main = `
import ctypes, os, sys, json, time, signal, errno

request = json.loads(sys.stdin.readline())
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

def syscall(number, *arguments):
    result = libc.syscall(number, *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    return result if result >= 0 else -ctypes.get_errno()

def breach(*words):
    print('breach:', *words, flush=True)

def held(*words):
    print('held:', *words, flush=True)

def tell(success, *words):
    (breach if success else held)(*words)

def tell_call(name, result):
    tell(result >= 0, name, result if result >= 0 else errno.errorcode.get(-result, result))

def processes():
    return [int(name) for name in os.listdir('/proc') if name.isdigit()]

name, step = request['attack'], request['step']
if name == 'innocent':
    left = [pid for pid in processes() if pid != 1 and pid != os.getpid() and open(f'/proc/{pid}/comm').read().strip() != 'python3']
    files = sorted(os.listdir('.'))
    print(json.dumps({'answer': 6 * 7, 'processes': len(processes()), 'left': left, 'files': len(files)}))
else:
    exec(compile(open(name + '.attack').read(), name + '.attack', 'exec'))
`;

/** The files of a submission that can be any of the attacks. */
export const attackFiles = (attacks: Attack[]): SourceFile[] => [
  { name: 'main.py', content: main },
  ...attacks.map((attack) => ({ name: `${attack.name}.attack`, content: attack.source })),
];

export const attackInput = (name: string, step: string): string =>
  `${JSON.stringify({ attack: name, step })}\n`;
