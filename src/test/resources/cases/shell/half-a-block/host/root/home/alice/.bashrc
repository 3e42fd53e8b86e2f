# >>> rootlessctl >>>
export A=b
