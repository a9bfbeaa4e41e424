"""What a course needs: worked solutions, mistakes, checks, sheets, grades, and convolution by hand."""
