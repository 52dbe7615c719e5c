package dev.fovea.engine.hub;

import java.util.List;
import java.util.regex.Pattern;

/// A pattern of file paths as Python's `fnmatch` reads it: `*` also matches slashes, `?` one
/// character, `[a-z]` and `[!a-z]` one of a set; a slash at the end means all below a folder.
record Glob(Pattern pattern) {

  static Glob of(String text) {
    String glob = text.endsWith("/") ? text + "*" : text;
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char character = glob.charAt(i);
      // a bracket right behind the opening one belongs to the set
      int close = character == '[' ? glob.indexOf(']', i + (glob.startsWith("[!", i) ? 3 : 2)) : -1;
      if (close > 0) {
        regex.append(set(glob.substring(i + 1, close)));
        i = close;
      } else if (character == '*') {
        regex.append(".*");
      } else if (character == '?') {
        regex.append('.');
      } else {
        regex.append(Pattern.quote(String.valueOf(character)));
      }
    }
    return new Glob(Pattern.compile(regex.toString(), Pattern.DOTALL));
  }

  private static String set(String members) {
    boolean negated = members.startsWith("!");
    String rest = (negated ? members.substring(1) : members).replaceAll("[\\\\\\[\\]^&]", "\\\\$0");
    return (negated ? "[^" : "[") + rest + "]";
  }

  static boolean anyMatches(List<Glob> globs, String path) {
    return globs.stream().anyMatch(glob -> glob.pattern().matcher(path).matches());
  }
}
