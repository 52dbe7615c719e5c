package dev.fovea.jinja.internal.syntax;

import dev.fovea.jinja.error.TemplateException;
import dev.fovea.jinja.internal.runtime.Characters;
import dev.fovea.jinja.internal.runtime.Texts;
import dev.fovea.jinja.internal.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Splits a template into text and tags, with white space around tags removed as `trim_blocks`,
/// `lstrip_blocks` and the signs `-` and `+` ask for. The inside of tags is left to [TagLexer].
public final class Lexer {
  private final Source source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;

  private Lexer(Source source) {
    this.source = source;
  }

  /// A template as tokens up to the end, or up to what is no token: a mistake that the parser finds
  /// before it comes there is reported first.
  static TokenStream tokens(String template) {
    Lexer lexer = new Lexer(new Source(template));
    try {
      lexer.run();
      return new TokenStream(lexer.tokens, null);
    } catch (TemplateException failure) {
      return new TokenStream(lexer.tokens, failure);
    }
  }

  private void run() {
    String text = source.text();
    while (true) {
      int tag = nextTag();
      if (tag < 0) {
        addData(position, text.substring(position));
        break;
      }
      char sign = sign(tag + 2);
      char type = text.charAt(tag + 1);
      addData(position, stripBefore(tag, sign, type == '{'));
      int rawBody = type == '%' ? rawBody(tag) : -1;
      if (rawBody >= 0) {
        raw(tag, rawBody);
      } else if (type == '#') {
        comment(tag, tag + (sign == '\0' ? 2 : 3));
      } else {
        boolean variable = type == '{';
        Token.Kind begin = variable ? Token.Kind.VARIABLE_BEGIN : Token.Kind.BLOCK_BEGIN;
        tokens.add(new Token(begin, "", Value.None.NONE, source.position(tag)));
        TagLexer inside = new TagLexer(source, tag + (sign == '\0' ? 2 : 3), variable);
        position = inside.run(tokens);
      }
    }
    tokens.add(new Token(Token.Kind.END, "", Value.None.NONE, source.position(text.length())));
  }

  private int nextTag() {
    String text = source.text();
    for (int at = text.indexOf('{', position); at >= 0; at = text.indexOf('{', at + 1)) {
      char next = at + 1 < text.length() ? text.charAt(at + 1) : '\0';
      if (next == '%' || next == '{' || next == '#') {
        return at;
      }
    }
    return -1;
  }

  private char sign(int at) {
    char character = source.at(at);
    return character == '-' || character == '+' ? character : '\0';
  }

  /// The text before a tag, without the white space that the tag takes away.
  private String stripBefore(int tag, char sign, boolean variable) {
    String before = source.text().substring(position, tag);
    if (sign == '-') {
      return Texts.strip(before, Characters::isSpace, false, true);
    }
    if (sign == '+' || variable) {
      return before;
    }
    int line = before.lastIndexOf('\n') + 1;
    boolean startsLine = line > 0 || position == 0 || source.at(position - 1) == '\n';
    boolean blank = Texts.strip(before.substring(line)).isEmpty();
    return startsLine && blank ? before.substring(0, line) : before;
  }

  private void addData(int start, String data) {
    if (!data.isEmpty()) {
      tokens.add(new Token(Token.Kind.DATA, data, Value.None.NONE, source.position(start)));
    }
  }

  private void comment(int tag, int body) {
    int end = source.text().indexOf("#}", body);
    if (body == source.text().length()) {
      position = body;
      return; // jinja2 forgives a comment that ends before it has begun
    }
    if (end < 0) {
      throw source.error("Missing end of comment tag", tag);
    }
    char sign = end > body ? source.at(end - 1) : '\0';
    position = source.skipAfterTag(end + 2, sign);
  }

  /// Where the text of a raw block begins, if the tag opens one; -1 otherwise.
  private int rawBody(int tag) {
    int at = source.skipSpace(tag + (sign(tag + 2) == '\0' ? 2 : 3));
    if (!source.text().startsWith("raw", at)) {
      return -1;
    }
    at = source.skipSpace(at + 3);
    if (source.text().startsWith("-%}", at)) {
      return source.skipSpace(at + 3);
    }
    return source.text().startsWith("%}", at) ? at + 2 : -1;
  }

  private void raw(int tag, int body) {
    String text = source.text();
    if (body == text.length()) {
      position = body;
      return;
    }
    for (int at = text.indexOf("{%", body); at >= 0; at = text.indexOf("{%", at + 1)) {
      char sign = sign(at + 2);
      int word = source.skipSpace(at + (sign == '\0' ? 2 : 3));
      if (!text.startsWith("endraw", word)) {
        continue;
      }
      int end = source.skipSpace(word + 6);
      char endSign = sign(end);
      if (text.startsWith("%}", endSign == '\0' ? end : end + 1)) {
        position = body;
        addData(body, stripBefore(at, sign, false));
        position = source.skipAfterTag(end + (endSign == '\0' ? 2 : 3), endSign);
        return;
      }
    }
    throw source.error("Missing end of raw directive", tag);
  }

  /// A template with its line ends made uniform and one line end removed from its end.
  static final class Source {
    private final String text;
    private final List<Integer> lineStarts = new ArrayList<>();

    Source(String template) {
      String uniform = template.replace("\r\n", "\n").replace('\r', '\n');
      text = uniform.endsWith("\n") ? uniform.substring(0, uniform.length() - 1) : uniform;
      lineStarts.add(0);
      for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
        lineStarts.add(at + 1);
      }
    }

    String text() {
      return text;
    }

    /// The character at an index, or the null character behind the end.
    char at(int index) {
      return index < text.length() ? text.charAt(index) : '\0';
    }

    int skipSpace(int from) {
      int at = from;
      while (at < text.length() && Characters.isSpace(text.charAt(at))) {
        at++;
      }
      return at;
    }

    /// Where text goes on behind a block or comment tag: `-` takes all white space, no sign one
    /// line end.
    int skipAfterTag(int end, char sign) {
      if (sign == '-') {
        return skipSpace(end);
      }
      return sign != '+' && at(end) == '\n' ? end + 1 : end;
    }

    Position position(int index) {
      int found = Collections.binarySearch(lineStarts, index);
      int line = found >= 0 ? found : -found - 2;
      int start = lineStarts.get(line);
      return new Position(line + 1, text.codePointCount(start, index) + 1);
    }

    TemplateException error(String problem, int index) {
      Position position = position(Math.min(index, text.length()));
      return new TemplateException(problem, position.line(), position.column());
    }
  }
}
