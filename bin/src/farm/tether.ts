// Preloaded (`node --import`) into the daemons that `framefarm up` starts: when `up` is gone, even by kill -9,
// the channel closes and the daemon ends itself the way SIGTERM ends it.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The channel alone must not keep a daemon alive that has finished.
  process.channel.unref();
}
