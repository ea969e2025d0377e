// The first program of every command. Plain JavaScript without dependencies, for any Node from 20 on:
// it installs the dependencies when they are missing or stale, picks Node 24, and goes on there in TypeScript.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** Holds the hash of the lock file that was installed from. */
const stamp = path.join(root, 'node_modules/.waymark-lock');

/** Every command: its file below dev/ and what `--help` says. */
const commands = {
  start: {
    file: 'dev/start.ts',
    help: `npm start [-- --no-install] [-- --no-demo]

Brings up the whole platform on this machine: PostgreSQL, Temporal, Docker Engine, API, workers, site and mail catcher.
Ctrl-C stops all of it; the data stays in WAYMARK_DATA (default .data).
  --no-install  never install Docker Engine or another system package
  --no-demo     an empty platform: no demo accounts, no demo data
Ports and addresses come from the environment or .env; .env.example lists them.`,
  },
  test: {
    file: 'dev/commands/test.ts',
    help: `npm test [-- PATH…] [-- -t NAME]

Without arguments: type check, lint, format check, svelte-check, all tests and the browser and crash tests.
With arguments: only the tests whose path (or, with -t, whose name) matches.`,
  },
  'test:unit': {
    file: 'dev/commands/test-unit.ts',
    help: `npm run test:unit [-- PATH…] [-- -t NAME]

The tests that need no database, server, container or browser: rules, comparing, schemas, the site's own logic. Seconds.
npm test runs them too.`,
  },
  dev: {
    file: 'dev/start.ts',
    parameters: ['--watch'],
    help: `npm run dev [-- --no-install] [-- --no-demo]

npm start, and what you change is what runs: pages change in place, API and workers start again when a file of theirs is saved.
Ports, accounts and data are those of npm start. The site is slower than the built one, and is meant for this machine only.`,
  },
  doctor: {
    file: 'dev/commands/doctor.ts',
    help: `npm run doctor

Tells what is installed, reachable and configured on this machine, and what to do about what is not.`,
  },
  bench: {
    file: 'dev/commands/bench.ts',
    help: `npm run bench [-- NAME…] [-- --json]

Runs the benchmarks, each beside its baseline of the same run. With --json, one line a figure.`,
  },
  user: {
    file: 'dev/commands/user.ts',
    help: `npm run user -- create EMAIL --name NAME --role ROLE [--organisation SLUG] [--password PASSWORD]
npm run user -- role EMAIL ROLE
npm run user -- reset EMAIL [--password PASSWORD]

Makes an account (verified), changes its role, or sets a new password and ends its sessions.
Roles: student, trainer, parent, admin, superadmin. Without --password a random one is printed.
Works on the running platform of this folder, or on DATABASE_OWNER_URL.`,
  },
  crash: {
    file: 'dev/commands/crash.ts',
    help: `npm run crash [-- --rounds N] [-- --seed N]

Runs a whole platform and kills its processes with SIGKILL at random moments while students submit.
Prints its seed; with --seed it makes the same choices again. Six rounds unless told otherwise.`,
  },
  check: {
    file: 'dev/commands/check.ts',
    help: 'npm run check\n\nStrict type check of every TypeScript and Svelte file.',
  },
  lint: {
    file: 'dev/commands/lint.ts',
    help: 'npm run lint [-- --fix]\n\nESLint with the import boundaries between folders, and the format check.',
  },
  format: {
    file: 'dev/commands/format.ts',
    help: 'npm run format\n\nWrites every file in the project’s format.',
  },
  hooks: {
    file: 'dev/commands/hooks.ts',
    help: `npm run hooks [-- --off]

From now on each commit of this clone is looked at first: format and lint of what is staged, and the form of the message.
With --off no longer. Nothing else ever installs these hooks; git commit --no-verify passes by them once.`,
  },
  staged: {
    file: 'dev/commands/staged.ts',
    help: 'npm run staged\n\nFormats and lints what is staged for the next commit, and stages what that changed. The hook does this.',
  },
  codegen: {
    file: 'dev/commands/codegen.ts',
    help: 'npm run codegen [-- --check]\n\nWrites the OpenAPI file from the API’s schemas and the site’s client from it. With --check it only tells whether both are fresh.',
  },
  images: {
    file: 'dev/commands/images.ts',
    help: 'npm run images [-- NAME:TAG]\n\nBuilds the container image that docker-compose.yml runs (default waymark:latest).',
  },
  import: {
    file: 'dev/commands/import.ts',
    help: 'npm run import -- content DIR [--json]\n\nImports courses and exercises from files, idempotently.',
  },
  'make-current': {
    file: 'dev/commands/make-current.ts',
    help: 'npm run make-current\n\nGives the work to the workers of BUILD_ID once all of them are up: the last step of a deployment with WORKER_VERSIONING=true.',
  },
  'db:migrate': {
    file: 'dev/commands/db-migrate.ts',
    help: 'npm run db:migrate\n\nBrings the database of DATABASE_OWNER_URL to the newest migration.',
  },
  'db:rollback': {
    file: 'dev/commands/db-rollback.ts',
    help: 'npm run db:rollback [-- --all]\n\nTakes the last batch of migrations back, or with --all every one.',
  },
  'db:relocale': {
    file: 'dev/commands/db-relocale.ts',
    help: `npm run db:relocale

Teaches a PostgreSQL data folder of an older version the letters of every script, so that search forgives typing errors in them too.
For the stopped platform of this folder (WAYMARK_DATA); npm start says when it is needed. The old data stays beside the new.`,
  },
};

// npm takes a `--` away; who calls this file directly may leave it there.
const [name = '', ...parameters] = process.argv
  .slice(2)
  .filter((part, index) => index !== 1 || part !== '--');
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;

if (!command) {
  console.error(`There is no command "${name}". Commands: ${Object.keys(commands).join(', ')}.`);
  process.exit(1);
}
if (parameters.includes('--help') || parameters.includes('-h')) {
  console.log(command.help);
  process.exit(0);
}
if (!existsSync(path.join(root, command.file))) {
  console.error(`This version of Waymark has no ${name} command.`);
  process.exit(1);
}

installDependencies();
runOnNode24(path.join(root, command.file), [...(command.parameters ?? []), ...parameters]);

/** Installs by the lock file unless what is installed already matches it. Ends the process when npm fails. */
function installDependencies() {
  if (!staleReason()) return;
  const release = holdInstallLock();
  try {
    // Another command may have installed it while this one waited.
    const reason = staleReason();
    if (reason) install(reason);
  } finally {
    release();
  }
}

function install(reason) {
  console.log(`→ Installing dependencies with npm ci: ${reason} (about a minute)`);
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : ['npm'];
  const { status, error } = spawnSync(
    npm[0],
    [...npm.slice(1), 'ci', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  if (status === 0) return writeFileSync(stamp, lockHash());
  console.error(
    error
      ? `npm could not be run: ${error.message}. Install npm 10 or newer.`
      : 'npm ci failed; the reason stands above.',
  );
  process.exit(1);
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

/** Two commands at once must not both empty node_modules. A lock whose holder is gone is taken over. */
function holdInstallLock() {
  const lock = path.join(
    tmpdir(),
    `waymark-install-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`,
  );
  for (let told = false; ; told = true) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isRunning(Number(readFileSync(lock, 'utf8')))) rmSync(lock, { force: true });
    else if (!told) console.log('→ Waiting for another command that is installing the dependencies');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Why the installed packages differ from the lock file, or undefined. npm keeps what it installed in a lock file of its own. */
function staleReason() {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()) return undefined;
  const installedFile = path.join(root, 'node_modules/.package-lock.json');
  if (!existsSync(installedFile)) return 'nothing is installed yet';
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  for (const [location, { version, optional, devOptional, peer, extraneous }] of Object.entries(wanted)) {
    if (location === '' || installed[location]?.version === version) continue;
    if (!installed[location] && (optional || devOptional || peer || extraneous)) continue;
    return `${location.replace('node_modules/', '')} changed`;
  }
  return undefined;
}

/** Runs the command on Node 24 or newer: this one, or the one pinned in the dependencies. Signals go to the command, which decides when to end. */
function runOnNode24(file, commandParameters) {
  const node = node24();
  const environment = {
    ...process.env,
    PATH: [path.dirname(node), path.join(root, 'node_modules/.bin'), process.env.PATH].join(path.delimiter),
  };
  const child = spawn(node, [file, ...commandParameters], {
    stdio: 'inherit',
    env: { ...environment, WAYMARK_LAUNCHER: String(process.pid) },
  });
  // A terminal's Ctrl-C reaches the whole group and so the command twice, which counts as once; what a program sends reaches only us.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${node} could not be run: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

function node24() {
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const pinned = path.join(
    root,
    `node_modules/node-${platform}-${process.arch}/bin/node${platform === 'win' ? '.exe' : ''}`,
  );
  if (existsSync(pinned)) return pinned;
  console.error(
    `Waymark runs on Node 24, this is ${process.version}, and there is no packaged Node 24 for ${platform}-${process.arch}. Install Node 24 and try again.`,
  );
  process.exit(1);
}
