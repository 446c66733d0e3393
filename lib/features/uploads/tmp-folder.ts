/** Folder of temporary material among the inputs: graphs name it `tmp/<name>`. */
export const TMP_FOLDER = 'tmp';
