"""Writes holidays.csv from the PyPI package chinesecalendar (MIT).

    pip install chinesecalendar==1.11.0
    python make_holidays.py > holidays.csv

One line per weekday that is off and per weekend day that is worked, as the State Council's
yearly notices say. Everything not named is what its day of the week says.
"""
import datetime as dt

import chinese_calendar as cc
from chinese_calendar.constants import holidays, workdays

NAMES = {
    "New Year's Day": "元旦", "Spring Festival": "春节", "Tomb-sweeping Day": "清明节", "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节", "National Day": "国庆节", "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
print("# 放假与调休 2007–2026, from chinesecalendar 1.11.0 (MIT), which takes them from the State Council's notices.")
print("# date,kind,name — kind is off (a weekday that is free) or work (a weekend day that is worked).")
day = dt.date(2007, 1, 1)
while day <= dt.date(2026, 12, 31):
    weekday, worked = day.weekday() < 5, cc.is_workday(day)
    if weekday and not worked:
        print(f"{day},off,{NAMES[holidays[day]]}")
    if not weekday and worked:
        print(f"{day},work,{NAMES[workdays[day]]}")
    day += dt.timedelta(days=1)
