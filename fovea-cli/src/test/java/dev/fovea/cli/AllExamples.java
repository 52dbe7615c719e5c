package dev.fovea.cli;

import java.lang.reflect.Method;

/// Runs programs of the unnamed package one after the other, each below a line with its name.
final class AllExamples {
  private AllExamples() {}

  public static void main(String[] names) throws ReflectiveOperationException {
    for (String name : names) {
      System.out.println("== " + name);
      Method main = Class.forName(name).getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) new String[0]);
    }
  }
}
