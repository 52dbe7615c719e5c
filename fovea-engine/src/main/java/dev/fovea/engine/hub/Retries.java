package dev.fovea.engine.hub;

import dev.fovea.engine.error.FoveaException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Does something on the network again until it succeeds or fails too often in a row.
record Retries(RetryPolicy policy, PullListener listener) {

  /// Something that may fail for now.
  interface Attempt<T> {
    T run() throws IOException;
  }

  /// @param received how many bytes have come so far: failures are only counted between which none
  ///   came
  /// @throws FoveaException after too many failures
  <T> T run(LongSupplier received, Attempt<T> attempt) {
    int failures = 0;
    long before = received.getAsLong();
    while (true) {
      try {
        return attempt.run();
      } catch (IOException e) {
        Cancellation.check();
        long now = received.getAsLong();
        failures = now > before ? 1 : failures + 1;
        before = now;
        if (failures > policy.retries()) {
          throw new FoveaException(
              String.format(
                  Locale.ROOT,
                  "%s; gave up after %d tries, what is downloaded stays for the next pull",
                  e.getMessage(),
                  failures),
              e);
        }
        pause(e, failures);
      }
    }
  }

  private void pause(IOException failure, int failures) {
    Optional<Duration> asked =
        failure instanceof LaterException later ? later.asked() : Optional.empty();
    Duration wait = asked.orElseGet(() -> policy.delay(failures));
    listener.notice(
        String.format(
            Locale.ROOT,
            "%s; trying again in %.0f s",
            failure.getMessage(),
            wait.toMillis() / 1000.0));
    Cancellation.sleep(wait.toMillis());
  }
}
