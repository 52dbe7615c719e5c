package dev.fovea.engine.hub;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads how long a server asks to wait: `Retry-After` as seconds or as a date (RFC 9110, 10.2.3),
/// or the seconds until the window of a `RateLimit` header ends, which the hub sends.
final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
  private static final Pattern WINDOW = Pattern.compile(";\\s*t\\s*=\\s*(\\d{1,9})");

  private RetryAfter() {}

  /// Nothing where the server does not say or the time is over.
  static Optional<Duration> of(HttpHeaders headers, Instant now) {
    return headers
        .firstValue("Retry-After")
        .flatMap(value -> after(value.strip(), now))
        .or(() -> headers.firstValue("RateLimit").flatMap(RetryAfter::window))
        .filter(Duration::isPositive);
  }

  private static Optional<Duration> after(String value, Instant now) {
    if (SECONDS.matcher(value).matches()) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
    }
    try {
      ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Optional.of(Duration.between(now, date.toInstant()));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> window(String value) {
    Matcher matcher = WINDOW.matcher(value);
    return matcher.find()
        ? Optional.of(Duration.ofSeconds(Long.parseLong(matcher.group(1))))
        : Optional.empty();
  }
}
