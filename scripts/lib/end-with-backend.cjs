/*
 * Loaded into the backend. After a crash the Backstage CLI waits for an edit,
 * which looks like a portal that hangs; so a crash ends the CLI, too.
 */
process.on('exit', code => {
  if (code !== 0) {
    process.kill(process.ppid, 'SIGTERM');
  }
});
