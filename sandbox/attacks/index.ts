import type { Attack } from './attack.ts';
import { algorithmSocket } from './algorithm-socket.ts';
import { asynchronousIo } from './asynchronous-io.ts';
import { busyChildren } from './busy-children.ts';
import { busyLoop } from './busy-loop.ts';
import { callsOf32Bit } from './calls-of-32-bit.ts';
import { capabilities } from './capabilities.ts';
import { changedSource } from './changed-source.ts';
import { cloneIntoNamespace } from './clone-into-namespace.ts';
import { coreDump } from './core-dump.ts';
import { daemon } from './daemon.ts';
import { deepFolders } from './deep-folders.ts';
import { descriptorHoard } from './descriptor-hoard.ts';
import { diskFiller } from './disk-filler.ts';
import { equalToEverything } from './equal-to-everything.ts';
import { errorFlood } from './error-flood.ts';
import { fileWatches } from './file-watches.ts';
import { firstVictim } from './first-victim.ts';
import { flushTheMachine } from './flush-the-machine.ts';
import { forgeAValue } from './forge-a-value.ts';
import { forgeResults } from './forge-results.ts';
import { forkBomb } from './fork-bomb.ts';
import { gainPrivileges } from './gain-privileges.ts';
import { inodeFiller } from './inode-filler.ts';
import { internetSixSocket } from './internet-six-socket.ts';
import { internetSocket } from './internet-socket.ts';
import { ioUring } from './io-uring.ts';
import { kernelKeys } from './kernel-keys.ts';
import { kernelPrograms } from './kernel-programs.ts';
import { killEveryone } from './kill-everyone.ts';
import { killTheRunner } from './kill-the-runner.ts';
import { limitTheRunner } from './limit-the-runner.ts';
import { localDescriptorTable } from './local-descriptor-table.ts';
import { memoryHog } from './memory-hog.ts';
import { memoryInChildren } from './memory-in-children.ts';
import { messageQueue } from './message-queue.ts';
import { mount } from './mount.ts';
import { netlinkSocket } from './netlink-socket.ts';
import { newUserNamespace } from './new-user-namespace.ts';
import { noteForTheNextTest } from './note-for-the-next-test.ts';
import { openPipe } from './open-pipe.ts';
import { outputFlood } from './output-flood.ts';
import { pagesAsPipe } from './pages-as-pipe.ts';
import { performanceCounters } from './performance-counters.ts';
import { personality } from './personality.ts';
import { priorityOfTheRunner } from './priority-of-the-runner.ts';
import { processorOfTheRunner } from './processor-of-the-runner.ts';
import { readHiddenInputs } from './read-hidden-inputs.ts';
import { readTheInterpreter } from './read-the-interpreter.ts';
import { readTheRunner } from './read-the-runner.ts';
import { sharedMemory } from './shared-memory.ts';
import { sleeper } from './sleeper.ts';
import { sparseFile } from './sparse-file.ts';
import { stopTheInterpreter } from './stop-the-interpreter.ts';
import { symbolicLinks } from './symbolic-links.ts';
import { systemFiveMemory } from './system-five-memory.ts';
import { takeADescriptor } from './take-a-descriptor.ts';
import { threadBomb } from './thread-bomb.ts';
import { trace } from './trace.ts';
import { userFault } from './user-fault.ts';
import { virtualMachineSocket } from './virtual-machine-socket.ts';
import { writablePlaces } from './writable-places.ts';
import { zombieFlood } from './zombie-flood.ts';

export const attacks: Attack[] = [
  forkBomb,
  threadBomb,
  zombieFlood,
  sleeper,
  busyChildren,
  busyLoop,
  daemon,
  openPipe,
  memoryHog,
  memoryInChildren,
  firstVictim,
  diskFiller,
  inodeFiller,
  sparseFile,
  descriptorHoard,
  coreDump,
  outputFlood,
  errorFlood,
  noteForTheNextTest,
  changedSource,
  symbolicLinks,
  deepFolders,
  sharedMemory,
  writablePlaces,
  killTheRunner,
  killEveryone,
  stopTheInterpreter,
  limitTheRunner,
  readTheRunner,
  readHiddenInputs,
  forgeResults,
  readTheInterpreter,
  forgeAValue,
  equalToEverything,
  internetSocket,
  internetSixSocket,
  netlinkSocket,
  algorithmSocket,
  virtualMachineSocket,
  ioUring,
  kernelKeys,
  performanceCounters,
  kernelPrograms,
  userFault,
  newUserNamespace,
  cloneIntoNamespace,
  mount,
  trace,
  takeADescriptor,
  callsOf32Bit,
  systemFiveMemory,
  messageQueue,
  asynchronousIo,
  fileWatches,
  flushTheMachine,
  priorityOfTheRunner,
  processorOfTheRunner,
  localDescriptorTable,
  personality,
  pagesAsPipe,
  gainPrivileges,
  capabilities,
];
