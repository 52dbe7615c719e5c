package dev.fovea.jinja.internal.runtime;

import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// Python's `datetime.strftime` in the C locale, with the flags of glibc (`%-d`, `%_d`, `%^b`).
public final class TimeFormat {
  private TimeFormat() {}

  /// The time written as the format says; a directive that is not known stays as it is.
  public static String format(String format, ZonedDateTime time) {
    StringBuilder out = new StringBuilder();
    int index = 0;
    while (index < format.length()) {
      char character = format.charAt(index++);
      if (character != '%' || index == format.length()) {
        out.append(character);
        continue;
      }
      int start = index;
      while (index < format.length() - 1 && "-_0^#".indexOf(format.charAt(index)) >= 0) {
        index++;
      }
      String flags = format.substring(start, index);
      String field = field(format.charAt(index++), time);
      out.append(field.isEmpty() ? format.substring(start - 1, index) : flag(flags, field));
    }
    return out.toString();
  }

  private static String flag(String flags, String field) {
    String result = field.equals(NAIVE) ? "" : field;
    for (int index = 0; index < flags.length(); index++) {
      result =
          switch (flags.charAt(index)) {
            case '-' -> result.replaceFirst("^[0 ]+(?=.)", "");
            case '_' -> {
              String digits = result.replaceFirst("^0+(?=.)", "");
              yield " ".repeat(result.length() - digits.length()) + digits;
            }
            case '0' -> result.replace(' ', '0');
            default -> result.toUpperCase(Locale.ROOT);
          };
    }
    return result;
  }

  /// Stands for the zone, which `datetime.now()` does not know.
  private static final String NAIVE = "naive";

  private static String field(char directive, ZonedDateTime time) {
    int year = time.getYear();
    int hour12 = time.get(ChronoField.CLOCK_HOUR_OF_AMPM);
    int sunday = time.getDayOfWeek().getValue() % 7;
    int monday = time.getDayOfWeek().getValue() - 1;
    return switch (directive) {
      case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'c' -> format("%a %b %e %H:%M:%S %Y", time);
      case 'C' -> pad(Math.floorDiv(year, 100), 2);
      case 'd' -> pad(time.getDayOfMonth(), 2);
      case 'D', 'x' -> format("%m/%d/%y", time);
      case 'e' -> String.format(Locale.ROOT, "%2d", time.getDayOfMonth());
      case 'f' -> pad(time.getNano() / 1000, 6);
      case 'F' -> format("%Y-%m-%d", time);
      case 'g' -> pad(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2);
      case 'G' -> pad(time.get(IsoFields.WEEK_BASED_YEAR), 4);
      case 'H' -> pad(time.getHour(), 2);
      case 'I' -> pad(hour12, 2);
      case 'j' -> pad(time.getDayOfYear(), 3);
      case 'k' -> String.format(Locale.ROOT, "%2d", time.getHour());
      case 'l' -> String.format(Locale.ROOT, "%2d", hour12);
      case 'm' -> pad(time.getMonthValue(), 2);
      case 'M' -> pad(time.getMinute(), 2);
      case 'n' -> "\n";
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'P' -> time.getHour() < 12 ? "am" : "pm";
      case 'r' -> format("%I:%M:%S %p", time);
      case 'R' -> format("%H:%M", time);
      case 's' -> Long.toString(time.toEpochSecond());
      case 'S' -> pad(time.getSecond(), 2);
      case 't' -> "\t";
      case 'T', 'X' -> format("%H:%M:%S", time);
      case 'u' -> Integer.toString(monday + 1);
      case 'U' -> pad((time.getDayOfYear() + 6 - sunday) / 7, 2);
      case 'V' -> pad(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
      case 'w' -> Integer.toString(sunday);
      case 'W' -> pad((time.getDayOfYear() + 6 - monday) / 7, 2);
      case 'y' -> pad(Math.floorMod(year, 100), 2);
      case 'Y' -> Integer.toString(year);
      case 'z', 'Z' -> NAIVE;
      case '%' -> "%";
      default -> "";
    };
  }

  private static String pad(int number, int width) {
    return String.format(Locale.ROOT, "%0" + width + "d", number);
  }
}
