'use client';

import { createContext, useContext } from 'react';

const TrashKeptContext = createContext(30);

/** Says below how many days the trash keeps things. */
export const TrashKept = TrashKeptContext;

export const useTrashKeptDays = (): number => useContext(TrashKeptContext);
