import { createTurns } from '@/lib/kernel/turns';

/**
 * For whatever decodes a whole picture while somebody waits. Each may hold its source of many megabytes
 * and a frame decoded, and keeps one of the four threads that files are read with, too.
 */
export const pictureTurns = createTurns({ atOnce: 2, waitingMax: 200 });
